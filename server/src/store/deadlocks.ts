/** MySQL and MariaDB: ER_LOCK_DEADLOCK; PostgreSQL: deadlock_detected. */
const CODES: readonly unknown[] = ['ER_LOCK_DEADLOCK', '40P01'];

/** Whether the database rolled back this transaction to end a deadlock. It may be retried. */
export const isDeadlock = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && CODES.includes(error.code);
