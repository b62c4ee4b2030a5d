import { appendFileSync } from 'node:fs';

import type { DatabaseName } from '../databases/databases';

/** One measured fact of a run, shown in the table at its end. */
export interface Figure {
  database: DatabaseName;
  what: string;
  measured: Record<string, number | string>;
}

/** For `npm run test:cluster`, which names the file. Other runs keep no figures. */
export const recordFigure = (figure: Figure): void => {
  const file = process.env.CLUSTER_FIGURES;
  if (file) appendFileSync(file, `${JSON.stringify(figure)}\n`);
};
