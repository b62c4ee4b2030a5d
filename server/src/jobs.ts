import type { PluginConfig } from './config';
import type { Authorization } from './services/authorization';
import type { BackgroundRefresh } from './services/refresh/background-refresh';
import type { OrphanSweep } from './services/connections/orphan-sweep';
import type { ReEncryption } from './services/runtime/re-encryption';
import type { Revocations } from './services/connections/revocations';

/** A part that can be stopped: work in flight finishes, and no new work begins. */
export interface Stoppable {
  stop(): Promise<void>;
}

/** Background work. */
export interface Job extends Stoppable {
  /** Its name in Strapi's cron and in the log. */
  name: string;
  /** A cron rule; null: the job is never scheduled. */
  schedule: string | null;
  run(): Promise<unknown>;
}

const EVERY_MINUTE = '* * * * *';
const EVERY_HOUR = '23 * * * *';
const EVERY_NIGHT = '41 3 * * *';

/** For a job that needs no stop of its own. */
const nothingToStop = async (): Promise<void> => {};

interface JobParts {
  config: Pick<PluginConfig, 'backgroundRefresh'>;
  authorization: Pick<Authorization, 'sweep'>;
  revocations: Pick<Revocations, 'retryDue'>;
  orphanSweep: OrphanSweep;
  backgroundRefresh: BackgroundRefresh;
  reEncryption: ReEncryption;
}

/** Every instance has these jobs. For work that must happen once, the database decides. */
export const createJobs = ({
  config,
  authorization,
  revocations,
  orphanSweep,
  backgroundRefresh,
  reEncryption,
}: JobParts): Job[] => [
  {
    name: 'flow-sweep',
    schedule: EVERY_MINUTE,
    run: () => authorization.sweep(),
    stop: nothingToStop,
  },
  {
    name: 'revocation-retry',
    schedule: EVERY_MINUTE,
    run: () => revocations.retryDue(),
    stop: nothingToStop,
  },
  {
    name: 'orphan-sweep',
    schedule: EVERY_NIGHT,
    run: () => orphanSweep.run(),
    stop: () => orphanSweep.stop(),
  },
  {
    name: 'background-refresh',
    schedule: config.backgroundRefresh.enabled ? EVERY_MINUTE : null,
    run: () => backgroundRefresh.run(),
    stop: () => backgroundRefresh.stop(),
  },
  {
    name: 're-encryption',
    // While instances get a new key one by one, those that still have the former key seal with it.
    schedule: EVERY_HOUR,
    run: () => reEncryption.run(),
    stop: () => reEncryption.stop(),
  },
];
