import type { AppFault, AppState } from '../../../../server/src/contracts';
import { appState, isConnectable } from '../../../../server/src/services/apps/app-state';
import type { App } from '../../../../server/src/store/apps';
import { appRow } from '../../../support/databases/rows';

const EDITED = '2027-01-01T00:00:00.000Z';
const FAILED = '2027-01-02T00:00:00.000Z';
const REFUSED = '2027-01-03T00:00:00.000Z';

const faultOf = (code: AppFault['code']): AppFault => ({
  code,
  reason: null,
  message: 'It failed.',
  at: FAILED,
  nextAttemptAt: null,
});

const READY: Partial<App> = {
  authorizationEndpoint: 'https://accounts.example.com/authorize',
  tokenEndpoint: 'https://accounts.example.com:8443/token',
  clientId: 'client',
  updatedAt: new Date(EDITED),
};
const REJECTED: Partial<App> = { fault: faultOf('provider_rejected') };
const UNAVAILABLE: Partial<App> = { fault: faultOf('provider_unavailable') };
const SECRET_REFUSED: Partial<App> = { secretRefusedSince: new Date(REFUSED) };
const TAMPERED: Partial<App> = { destinationsCheck: 'tampered' };
const INCOMPLETE: Partial<App> = { tokenEndpoint: null };
const DISABLED: Partial<App> = { enabled: false };

const setUp = (...changes: Partial<App>[]): App => appRow(Object.assign({}, READY, ...changes));

const stateOf = (...changes: Partial<App>[]): AppState => appState(setUp(...changes));

describe('the state of an app', () => {
  it('is ready without a fault, and nobody must act', () => {
    expect(stateOf()).toEqual({
      name: 'ready',
      since: null,
      turn: 'nobody',
      fault: null,
      providerHost: 'accounts.example.com:8443',
    });
  });

  it.each<[AppState['name'], string, Partial<App>[]]>([
    ['secret_refused', 'a refused secret', [SECRET_REFUSED]],
    ['needs_repair', 'a refused app', [SECRET_REFUSED, REJECTED]],
    ['provider_unavailable', 'an outage', [SECRET_REFUSED, UNAVAILABLE]],
    ['incomplete', 'a missing endpoint', [SECRET_REFUSED, REJECTED, INCOMPLETE]],
    ['needs_repair', 'tampering', [SECRET_REFUSED, UNAVAILABLE, INCOMPLETE, TAMPERED]],
    ['disabled', 'the switch', [SECRET_REFUSED, REJECTED, INCOMPLETE, TAMPERED, DISABLED]],
  ])('is %s by %s, which comes before what else is wrong', (name, _cause, changes) => {
    expect(stateOf(...changes).name).toBe(name);
  });

  it.each([{ authorizationEndpoint: null }, { tokenEndpoint: null }, { clientId: '' }])(
    'is incomplete with %j, and an administrator must act',
    (missing) => {
      expect(stateOf(missing)).toMatchObject({ name: 'incomplete', turn: 'admin' });
    }
  );

  it('hides an old fault while the app is switched off or incomplete', () => {
    for (const change of [DISABLED, INCOMPLETE]) {
      expect(stateOf(REJECTED, SECRET_REFUSED, change)).toMatchObject({ since: null, fault: null });
    }
  });

  it('is the turn of an administrator, unless the provider does not respond', () => {
    expect(stateOf(REJECTED)).toMatchObject({ turn: 'admin', since: FAILED });
    expect(stateOf(UNAVAILABLE)).toMatchObject({ turn: 'nobody', since: FAILED });
    expect(stateOf(SECRET_REFUSED).turn).toBe('admin');
  });

  it('tells when the new client secret was refused, and what to do about it', () => {
    const { since, fault } = stateOf(SECRET_REFUSED);
    expect(since).toBe(REFUSED);
    expect(fault).toMatchObject({ reason: 'secret_refused', at: REFUSED });
    expect(fault?.message).toContain(`at ${REFUSED}; the former one still works`);
    expect(fault?.message).toContain('Enter the new one again');
  });

  it('tells of tampering instead of an older fault, and does not claim to know its time', () => {
    const { since, fault } = stateOf(REJECTED, TAMPERED);
    expect(since).toBeNull();
    expect(fault).toMatchObject({ code: 'key_unavailable', reason: 'tampered', at: EDITED });
    expect(fault?.message).toContain('changed directly in the database');
  });

  it('names no host if the stored token endpoint is not an address', () => {
    expect(stateOf({ tokenEndpoint: '/token' }).providerHost).toBeNull();
    expect(stateOf({ tokenEndpoint: null }).providerHost).toBeNull();
  });
});

describe('an app', () => {
  it('can be connected although it has a fault, which a new consent may solve', () => {
    for (const change of [REJECTED, UNAVAILABLE, SECRET_REFUSED]) {
      expect(isConnectable(setUp(change))).toBe(true);
    }
  });

  it('cannot be connected while it is switched off or incomplete', () => {
    for (const change of [DISABLED, INCOMPLETE, { clientId: '' }]) {
      expect(isConnectable(setUp(change))).toBe(false);
    }
  });
});
