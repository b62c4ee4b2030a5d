import {
  createCircuitBreaker,
  type Asker,
} from '../../../../server/src/services/refresh/circuit-breaker';

const APP = 'mail';
const HOUR_SECONDS = 3_600;

let nowMs: number;

const clock = { now: () => nowMs };

const asker = (uid: string, changes: Partial<Asker> = {}): Asker => ({
  uid,
  appKey: APP,
  owner: { kind: 'shared' },
  failureCount: 1,
  ...changes,
});

const open = (breaker: ReturnType<typeof createCircuitBreaker>, uid: string, seconds?: number) =>
  breaker.open(APP, { uid, code: 'provider_unavailable', retryAfterSeconds: seconds });

const pass = (seconds: number) => (nowMs += seconds * 1_000);

beforeEach(() => {
  nowMs = 1_800_000_000_000;
});

describe('an open circuit', () => {
  it('does not count a request that was in flight as a failed probe', async () => {
    const breaker = createCircuitBreaker({ clock });
    open(breaker, 'first');
    pass(2);
    const probe = breaker.admit(asker('probe'), async () => {
      const { isNews } = open(breaker, 'in flight before');
      expect(isNews).toBe(false);
      return 'token';
    });
    await expect(probe).resolves.toBe('token');
    expect(breaker.openApps()).toEqual([]);
  });

  it('still admits its probe, but none of those admitted before it opened', async () => {
    const breaker = createCircuitBreaker({ clock });
    await breaker.admit(asker('waiting'), async () => {
      expect(breaker.stillAdmits(asker('waiting'))).toBe(true);
      open(breaker, 'first');
      expect(breaker.stillAdmits(asker('waiting'))).toBe(false);
    });
    pass(2);
    await breaker.admit(asker('probe'), async () => {
      expect(breaker.stillAdmits(asker('probe'))).toBe(true);
      expect(breaker.stillAdmits(asker('waiting'))).toBe(false);
    });
  });

  it('waits longer after a failed probe', async () => {
    const breaker = createCircuitBreaker({ clock });
    open(breaker, 'first');
    pass(2);
    await breaker.admit(asker('probe'), async () => {
      expect(open(breaker, 'probe').isNews).toBe(true);
    });
    pass(1);
    expect(breaker.openApps()).toEqual([APP]);
  });

  it('keeps its early probes while another process is probing', async () => {
    const breaker = createCircuitBreaker({ clock });
    open(breaker, 'first');
    const healthy = asker('healthy', { failureCount: 0 });
    for (let polls = 0; polls < 20; polls += 1) {
      await expect(breaker.admit(healthy, async () => null)).resolves.toBeNull();
    }
    await expect(breaker.admit(healthy, async () => 'token')).resolves.toBe('token');
  });

  it('lets three connections that have not failed probe early, and then no more', async () => {
    const breaker = createCircuitBreaker({ clock });
    open(breaker, 'first');
    const probe = (uid: string) =>
      breaker.admit(asker(uid, { failureCount: 0 }), async () => open(breaker, uid));
    for (const uid of ['a', 'b', 'c']) await probe(uid);
    await expect(probe('d')).rejects.toMatchObject({ code: 'provider_unavailable' });
  });

  it('P02 lets a connection that failed by itself probe only if no other has by then', async () => {
    const breaker = createCircuitBreaker({ clock });
    open(breaker, 'first');
    const fault = { blame: 'connection' } as Asker['fault'];
    const suspect = () => breaker.admit(asker('suspect', { fault }), async () => 'token');
    pass(2);
    await expect(breaker.admit(asker('other'), async () => 'token')).resolves.toBe('token');
    await expect(suspect()).rejects.toMatchObject({ code: 'provider_unavailable' });
    pass(10);
    await expect(suspect()).resolves.toBe('token');
  });

  it('S11 admits nobody before the Retry-After, not even by hand', async () => {
    const breaker = createCircuitBreaker({ clock });
    open(breaker, 'first', HOUR_SECONDS);
    const healthy = asker('healthy', { failureCount: 0 });
    const expected = { code: 'provider_unavailable', retryAfterSeconds: HOUR_SECONDS };
    expect(() => breaker.assertMayAskByHand(healthy)).toThrow(expect.objectContaining(expected));
    await expect(breaker.admit(healthy, async () => 'token')).rejects.toMatchObject(expected);
    pass(HOUR_SECONDS);
    expect(() => breaker.assertMayAskByHand(healthy)).not.toThrow();
    await expect(breaker.admit(healthy, async () => 'token')).resolves.toBe('token');
  });
});
