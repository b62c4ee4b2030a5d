/** MySQL and MariaDB: ER_LOCK_DEADLOCK; PostgreSQL: deadlock_detected. */
const CODES: readonly unknown[] = ['ER_LOCK_DEADLOCK', '40P01'];

/** Whether the database undid this transaction to end a deadlock. It may be tried again. */
export const isDeadlock = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && CODES.includes(error.code);
