import type { Core } from '@strapi/strapi';

import { compose } from '../../server/src/composition';
import config from '../../server/src/config';
import destroy from '../../server/src/destroy';

const settings = (enabled: boolean): Record<string, unknown> => ({
  'plugin::connected-apps': {
    ...config.default(),
    backgroundRefresh: { ...config.default().backgroundRefresh, enabled },
  },
});

/** A Strapi whose database is not open yet: its dialect is known, and nothing else. */
const strapiBeforeBoot = ({ isRefreshEnabled = true } = {}): Core.Strapi => {
  const strapi = {
    config: { get: (path: string) => settings(isRefreshEnabled)[path] },
    log: {},
    eventHub: {},
    db: { dialect: { client: 'sqlite' } },
  };
  return strapi as unknown as Core.Strapi;
};

describe('the parts of the plugin', () => {
  it('are created before the database is open, separately for each Strapi', () => {
    const first = compose({ strapi: strapiBeforeBoot() });
    const second = compose({ strapi: strapiBeforeBoot() });
    expect(first.clock).not.toBe(second.clock);
    expect(first.store).not.toBe(second.store);
  });

  it('have jobs, and the configuration can unschedule the background refresh', () => {
    const schedulesOf = (strapi: Core.Strapi) =>
      compose({ strapi }).jobs.map(({ name, schedule }) => [name, schedule]);
    const jobs = [
      ['flow-sweep', '* * * * *'],
      ['revocation-retry', '* * * * *'],
      ['orphan-sweep', '41 3 * * *'],
      ['background-refresh', '* * * * *'],
      ['re-encryption', '23 * * * *'],
    ];
    expect(schedulesOf(strapiBeforeBoot())).toEqual(jobs);
    expect(schedulesOf(strapiBeforeBoot({ isRefreshEnabled: false }))).toEqual(
      jobs.map(([name, schedule]) => [name, name === 'background-refresh' ? null : schedule])
    );
  });
});

describe('the shutdown', () => {
  it('stops first what nothing else depends on, and the network last', async () => {
    const strapi = strapiBeforeBoot();
    const internals = compose({ strapi });
    const stopped: string[] = [];
    for (const name of [
      'network',
      'providerClients',
      'revocations',
      'refresh',
      'orphanSweep',
      'backgroundRefresh',
      'reEncryption',
    ] as const) {
      jest.spyOn(internals[name], 'stop').mockImplementation(async () => {
        stopped.push(name);
      });
    }
    Object.assign(strapi, { plugin: () => ({ service: () => internals }) });

    await destroy({ strapi });

    expect(stopped).toEqual([
      'reEncryption',
      'backgroundRefresh',
      'orphanSweep',
      'refresh',
      'revocations',
      'providerClients',
      'network',
    ]);
  });
});
