import type { ProjectKind } from './matrix';
import { run } from './tools';

type Answers = Pick<ProjectKind, 'strapi' | 'language' | 'database' | 'packageManager'>;

const OPTIONS = [
  '--skip-cloud',
  '--no-run',
  '--no-install',
  '--no-git-init',
  '--no-example',
  '--non-interactive',
];

const databaseAnswers = (database: Answers['database']): string[] => {
  if (database === 'sqlite') return ['--dbfile', '.tmp/data.db'];
  const server = ['--dbhost', '127.0.0.1', '--dbport', '5432', '--dbname', 'strapi'];
  return [...server, '--dbusername', 'strapi', '--dbpassword', 'strapi', '--dbssl', 'false'];
};

/** Runs `create-strapi-app` of that version, which writes the folder `project`. */
export const generate = async (
  { strapi, language, database, packageManager }: Answers,
  cwd: string
): Promise<void> => {
  const args = [
    language === 'typescript' ? '--typescript' : '--javascript',
    packageManager === 'pnpm' ? '--use-pnpm' : '--use-npm',
    ...['--dbclient', database, ...databaseAnswers(database)],
    ...OPTIONS,
  ];
  await run('npx', ['-y', `create-strapi-app@${strapi}`, 'project', ...args], { cwd });
};
