import { adminApi } from '@strapi/strapi/admin';

const inboxApi = adminApi.injectEndpoints({
  endpoints: (builder) => ({
    getInbox: builder.query({
      query: () => '/inbox/messages',
      transformResponse: ({ data }) => data,
    }),
  }),
});

export const { useGetInboxQuery } = inboxApi;
