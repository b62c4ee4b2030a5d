import type { GrantToStore } from '../../server/src/store/connections';
import { databases } from '../support/databases/databases';
import { grantToStore } from '../support/strapi/grant-to-store';
import { strapiOn } from '../support/strapi/strapi-on-database';

const grant = (scopesGranted: string[], changes: Partial<GrantToStore> = {}): GrantToStore =>
  grantToStore({ refreshToken: null, scopesGranted, scopesRequested: scopesGranted, ...changes });

describe.each(databases)('$name: the missing scopes of connections', (kind) => {
  const on = strapiOn(kind);
  let lastAccount = 0;

  const connect = (appKey: string, granted: GrantToStore) => {
    lastAccount += 1;
    const account = `account-${lastAccount}`;
    return on.booted.internals.store.grants.save(
      { appKey, owner: { kind: 'shared' }, account },
      () => granted
    );
  };

  const gaps = (key: string, scopes: string[]) => on.booted.internals.scopeGaps.of({ key, scopes });

  it("U04 are counted, in the app's order", async () => {
    await connect('mail', grant(['mail.read', 'mail.send', 'calendar']));
    await connect('mail', grant(['mail.read']));
    await connect('mail', grant(['mail.read']));
    await connect('mail', grant(['mail.send', 'mail.read']));
    await connect('mail', grant([]));
    await connect('other', grant([]));

    const scopes = ['mail.read', 'mail.send', 'calendar'];
    expect(await gaps('mail', scopes)).toEqual({ scopes, connections: 4 });
    expect(await gaps('mail', ['mail.send', 'mail.read'])).toEqual({
      scopes: ['mail.send', 'mail.read'],
      connections: 3,
    });
    expect(await gaps('mail', [])).toEqual({ scopes: [], connections: 0 });
    expect(await gaps('nobody', scopes)).toEqual({ scopes: [], connections: 0 });
  });

  it('U04 do not include those that a response leaves out if something else shows them', async () => {
    const scopes = ['openid', 'offline_access'];
    await connect('sign-in', grant([], { subject: 'jane', refreshToken: 'refresh' }));
    expect(await gaps('sign-in', scopes)).toEqual({ scopes: [], connections: 0 });
    await connect('sign-in', grant([], { subject: 'jane' }));
    expect(await gaps('sign-in', scopes)).toEqual({ scopes: ['offline_access'], connections: 1 });
    await connect('sign-in', grant([]));
    expect(await gaps('sign-in', scopes)).toEqual({ scopes, connections: 2 });
  });

  it('U04 are distinguished by case', async () => {
    await connect('case', grant(['Mail.Read']));
    await connect('case', grant(['mail.read']));
    expect(await gaps('case', ['Mail.Read'])).toEqual({ scopes: ['Mail.Read'], connections: 1 });
  });

  it('U04 are not counted for a connection that must be reconnected anyway', async () => {
    await connect('ended', grant([]));
    const { connections } = on.booted.internals.store;
    await on.booted.strapi.db.transaction(({ trx }) =>
      connections.markAllNeedReconnect('ended', 'app_changed', new Date(), trx)
    );
    expect(await gaps('ended', ['mail.read'])).toEqual({ scopes: [], connections: 0 });
  });
});
