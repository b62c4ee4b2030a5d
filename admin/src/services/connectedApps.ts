import { adminApi } from '@strapi/strapi/admin';

import type {
  AppInput,
  AppUpdate,
  CancelFlow,
  Complete,
  Connect,
  CreateApp,
  DeleteApp,
  DeleteConnection,
  Discover,
  GetApp,
  GetFlow,
  GetProviders,
  ListApps,
  ListConnections,
  ListMyConnections,
  PollFlow,
  PreviewAppUpdate,
  RefreshConnection,
  RotateAppKey,
  UpdateApp,
} from '../../../server/src/contracts';

const BASE = '/connected-apps';

const appUrl = (key: string) => `${BASE}/apps/${encodeURIComponent(key)}`;
const flowUrl = (uid: string) => `${BASE}/flows/${encodeURIComponent(uid)}`;
const connectionUrl = (uid: string) => `${BASE}/connections/${encodeURIComponent(uid)}`;

/** Builds the address itself, because Strapi's client does not encode parameters. */
const connectionsUrl = (query: ListConnections.Query) => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return `${BASE}/connections?${search}`;
};

// Strapi and all plugins share one API object, which silently keeps the first endpoint of a name.
const connectedAppsApi = adminApi
  .enhanceEndpoints({ addTagTypes: ['ConnectedApps.App', 'ConnectedApps.Connection'] })
  .injectEndpoints({
    endpoints: (build) => ({
      getConnectedAppsProviders: build.query<GetProviders.Response['data'], void>({
        query: () => `${BASE}/providers`,
        transformResponse: ({ data }: GetProviders.Response) => data,
      }),
      discoverConnectedAppsProvider: build.mutation<Discover.Response['data'], Discover.Request>({
        query: (data) => ({ url: `${BASE}/discovery`, method: 'POST', data }),
        transformResponse: ({ data }: Discover.Response) => data,
      }),

      listConnectedApps: build.query<ListApps.Response, void>({
        query: () => `${BASE}/apps`,
        providesTags: ['ConnectedApps.App', 'ConnectedApps.Connection'],
      }),
      getConnectedApp: build.query<GetApp.Response['data'], string>({
        query: (key) => appUrl(key),
        transformResponse: ({ data }: GetApp.Response) => data,
        providesTags: ['ConnectedApps.App', 'ConnectedApps.Connection'],
        // A form must never start from cached values.
        keepUnusedDataFor: 0,
      }),
      createConnectedApp: build.mutation<CreateApp.Response['data'], AppInput>({
        query: (data) => ({ url: `${BASE}/apps`, method: 'POST', data: { data } }),
        transformResponse: ({ data }: CreateApp.Response) => data,
        invalidatesTags: (_result, error) => (error ? [] : ['ConnectedApps.App']),
      }),
      updateConnectedApp: build.mutation<
        UpdateApp.Response['data'],
        { key: string; changes: AppUpdate }
      >({
        query: ({ key, changes }) => ({ url: appUrl(key), method: 'PUT', data: { data: changes } }),
        transformResponse: ({ data }: UpdateApp.Response) => data,
        // An edit can end connections.
        invalidatesTags: (_result, error) =>
          error ? [] : ['ConnectedApps.App', 'ConnectedApps.Connection'],
      }),
      previewConnectedAppUpdate: build.mutation<
        PreviewAppUpdate.Response['data'],
        { key: string; changes: AppUpdate }
      >({
        query: ({ key, changes }) => ({
          url: `${appUrl(key)}/preview`,
          method: 'POST',
          data: { data: changes },
        }),
        transformResponse: ({ data }: PreviewAppUpdate.Response) => data,
      }),
      rotateConnectedAppKey: build.mutation<RotateAppKey.Response['data'], string>({
        query: (key) => ({ url: `${appUrl(key)}/rotate-key`, method: 'POST' }),
        transformResponse: ({ data }: RotateAppKey.Response) => data,
        invalidatesTags: ['ConnectedApps.App'],
      }),
      deleteConnectedApp: build.mutation<DeleteApp.Response['data'], string>({
        query: (key) => ({ url: appUrl(key), method: 'DELETE' }),
        transformResponse: ({ data }: DeleteApp.Response) => data,
        invalidatesTags: ['ConnectedApps.App', 'ConnectedApps.Connection'],
      }),

      startConnectedAppsFlow: build.mutation<
        Connect.Response['data'],
        { key: string } & Connect.Request
      >({
        query: ({ key, ...data }) => ({ url: `${appUrl(key)}/connect`, method: 'POST', data }),
        transformResponse: ({ data }: Connect.Response) => data,
        // A grant that needs no person is made, or refused, by this request.
        invalidatesTags: (result) =>
          result?.kind === 'redirect' ? [] : ['ConnectedApps.App', 'ConnectedApps.Connection'],
      }),
      completeConnectedAppsFlow: build.mutation<Complete.Response['data'], Complete.Request>({
        query: (data) => ({ url: `${BASE}/complete`, method: 'POST', data }),
        transformResponse: ({ data }: Complete.Response) => data,
        invalidatesTags: ['ConnectedApps.Connection'],
      }),

      pollConnectedAppsFlow: build.mutation<
        PollFlow.Response['data'],
        { flow: string } & PollFlow.Request
      >({
        query: ({ flow, ...data }) => ({ url: `${flowUrl(flow)}/poll`, method: 'POST', data }),
        transformResponse: ({ data }: PollFlow.Response) => data,
        invalidatesTags: (result) =>
          result && result.state !== 'pending' ? ['ConnectedApps.Connection'] : [],
      }),
      cancelConnectedAppsFlow: build.mutation<CancelFlow.Response['data'], string>({
        query: (flow) => ({ url: flowUrl(flow), method: 'DELETE' }),
        transformResponse: ({ data }: CancelFlow.Response) => data,
      }),
      getConnectedAppsFlow: build.query<GetFlow.Response['data'], string>({
        query: flowUrl,
        transformResponse: ({ data }: GetFlow.Response) => data,
        // The page asks repeatedly until the flow is over.
        keepUnusedDataFor: 0,
      }),

      listConnectedAppsConnections: build.query<ListConnections.Response, ListConnections.Query>({
        query: connectionsUrl,
        providesTags: ['ConnectedApps.Connection'],
      }),
      listMyConnectedAppsConnections: build.query<ListMyConnections.Response['data'], void>({
        query: () => `${BASE}/connections/mine`,
        transformResponse: ({ data }: ListMyConnections.Response) => data,
        providesTags: ['ConnectedApps.Connection'],
      }),
      refreshConnectedAppsConnection: build.mutation<RefreshConnection.Response['data'], string>({
        query: (uid) => ({ url: `${connectionUrl(uid)}/refresh`, method: 'POST' }),
        transformResponse: ({ data }: RefreshConnection.Response) => data,
        // A refused refresh changes the connection too.
        invalidatesTags: ['ConnectedApps.Connection'],
      }),
      deleteConnectedAppsConnection: build.mutation<DeleteConnection.Response['data'], string>({
        query: (uid) => ({ url: connectionUrl(uid), method: 'DELETE' }),
        transformResponse: ({ data }: DeleteConnection.Response) => data,
        invalidatesTags: ['ConnectedApps.Connection'],
      }),
    }),
  });

export const {
  useGetConnectedAppsProvidersQuery: useGetProvidersQuery,
  useDiscoverConnectedAppsProviderMutation: useDiscoverMutation,
  useListConnectedAppsQuery: useListAppsQuery,
  useGetConnectedAppQuery: useGetAppQuery,
  useCreateConnectedAppMutation: useCreateAppMutation,
  useUpdateConnectedAppMutation: useUpdateAppMutation,
  usePreviewConnectedAppUpdateMutation: usePreviewUpdateMutation,
  useRotateConnectedAppKeyMutation: useRotateKeyMutation,
  useDeleteConnectedAppMutation: useDeleteAppMutation,
  useStartConnectedAppsFlowMutation: useStartConnectMutation,
  useCompleteConnectedAppsFlowMutation: useCompleteConnectMutation,
  usePollConnectedAppsFlowMutation: usePollFlowMutation,
  useCancelConnectedAppsFlowMutation: useCancelFlowMutation,
  useLazyGetConnectedAppsFlowQuery: useLazyGetFlowQuery,
  useListConnectedAppsConnectionsQuery: useListConnectionsQuery,
  useListMyConnectedAppsConnectionsQuery: useListMyConnectionsQuery,
  useRefreshConnectedAppsConnectionMutation: useRefreshConnectionMutation,
  useDeleteConnectedAppsConnectionMutation: useDeleteConnectionMutation,
} = connectedAppsApi;
