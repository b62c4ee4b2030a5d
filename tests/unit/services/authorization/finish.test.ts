import type { Confirmation } from '../../../../server/src/contracts';
import {
  createFinish,
  type Completer,
  type FinishParts,
} from '../../../../server/src/services/authorization/finish';
import { ConfirmationNeeded } from '../../../../server/src/services/authorization/store-grant';
import { aConnection } from '../../../support/admin/fixtures';
import { appRow, connectionRow, requestRow } from '../../../support/databases/rows';
import { grantToStore } from '../../../support/strapi/grant-to-store';

const APP = appRow();
const EXCHANGING = requestRow({ status: 'exchanging' });
const QUESTION = { state: 'confirm', appKey: 'mail' } as Confirmation;
const JANE: Completer = {
  adminId: 'jane',
  actor: { type: 'admin-user', id: 'jane', email: null },
  mayConnect: true,
  mayConnectShared: false,
};

const setUp = (store: FinishParts['storeGrant']['store'] = async () => connectionRow()) => {
  const effects: string[] = [];
  const effect = (what: string) => void effects.push(what);
  const finish = createFinish({
    clock: { now: () => 0, monotonicMs: () => 0 },
    store: {
      authorizationRequests: { fail: async () => effect('fail') },
      heldGrants: {
        open: () => ({ obtained: grantToStore(), replaces: '' }),
        take: async () => false,
      },
    },
    owners: { isAllowed: async () => true },
    appFaults: {
      clear: async () => effect('clear fault'),
      recordRefusedConnect: async () => effect('judge fault'),
    },
    connections: { summary: async () => aConnection() },
    tokenCache: { forget: () => effect('forget token') },
    storeGrant: { store },
    held: { abandon: async () => effect('revoke'), ask: async () => QUESTION },
    audit: { recordConnection: (action) => effect(action) },
    events: { emit: (name) => effect(name) },
  });
  const spend = (obtain = async () => grantToStore()) =>
    finish.conclude(EXCHANGING, APP, JANE, () => finish.spend(EXCHANGING, APP, obtain));
  return { finish, spend, effects };
};

describe('the end of a flow', () => {
  it('is told to listeners only if something is connected', async () => {
    const connected = setUp();
    await connected.spend();
    expect(connected.effects).toContain('connected');
    const asked = setUp(async () => {
      throw new ConfirmationNeeded(null);
    });
    await expect(asked.spend()).resolves.toBe(QUESTION);
    expect(asked.effects).toEqual(['clear fault']);
  });

  it('is a failure if no grant could be obtained, and then the app may be at fault', async () => {
    const { spend, effects } = setUp();
    await expect(spend(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(effects).toEqual(['fail', 'judge fault']);
  });

  it('revokes a grant that waits for an answer, and nothing otherwise', async () => {
    const { finish, effects } = setUp();
    await finish.end(requestRow({ status: 'confirming' }));
    await finish.end(requestRow({ status: 'pending' }));
    expect(effects).toEqual(['revoke', 'fail']);
  });

  it('leaves a held grant to whoever took it first', async () => {
    const { finish, effects } = setUp();
    const asked = requestRow({ status: 'confirming' });
    await expect(finish.confirmHeld(asked, APP)).rejects.toMatchObject({ code: 'flow_invalid' });
    expect(effects).toEqual([]);
  });
});
