import { renderHook, waitFor } from '@testing-library/react';

import { usePermissions } from '../../admin/src/hooks/usePermissions';
import { ACTIONS } from '../../server/src/constants';

interface Auth {
  isLoading: boolean;
  checkUserHasPermissions(asked: { action: string }[]): Promise<{ action: string }[]>;
}

let mockAuth: Auth;

jest.mock('@strapi/strapi/admin', () => ({
  useAuth: (_consumer: string, select: (auth: Auth) => unknown) => select(mockAuth),
}));

const allowing = (...actions: string[]): Auth => ({
  isLoading: false,
  checkUserHasPermissions: async (asked) => asked.filter(({ action }) => actions.includes(action)),
});

describe('the permissions of a user', () => {
  it('are loading until Strapi knows the user', async () => {
    mockAuth = { ...allowing(ACTIONS.readApps), isLoading: true };
    const { result, rerender } = renderHook(usePermissions);
    expect(result.current).toMatchObject({ isLoading: true, canReadApps: false });
    mockAuth = allowing(ACTIONS.readApps);
    rerender();
    expect(result.current.isLoading).toBe(true);
    await waitFor(() => expect(result.current.isLoading).toBe(false));
    expect(result.current).toMatchObject({ canListApps: true, canReadApps: true });
    expect(result.current).toMatchObject({ canUpdateApps: false, canReadConnections: false });
  });

  it('follow permissions that arrive later than the page', async () => {
    mockAuth = allowing();
    const { result, rerender } = renderHook(usePermissions);
    await waitFor(() => expect(result.current.isLoading).toBe(false));
    expect(result.current.canListApps).toBe(false);
    mockAuth = allowing(ACTIONS.connect);
    rerender();
    await waitFor(() => expect(result.current.canListApps).toBe(true));
    expect(result.current).toMatchObject({ canConnect: true, canReadApps: false });
  });

  it('are empty if they cannot be loaded', async () => {
    mockAuth = {
      isLoading: false,
      checkUserHasPermissions: () => Promise.reject(new Error('offline')),
    };
    const { result } = renderHook(usePermissions);
    await waitFor(() => expect(result.current.isLoading).toBe(false));
    expect(Object.values(result.current)).not.toContain(true);
  });
});
