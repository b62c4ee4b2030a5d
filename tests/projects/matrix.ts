/** A project as somebody has it. */
export interface ProjectKind {
  strapi: (typeof STRAPI)[keyof typeof STRAPI];
  packageManager: 'npm' | 'pnpm';
  /** Major version. SQLite's driver is compiled for the Node.js that runs the tests. */
  node: 20 | 22 | 24;
  language: 'javascript' | 'typescript' | 'esm';
  database: 'sqlite' | 'postgres' | 'mysql';
  /** On PostgreSQL, with another schema than `public`. */
  hasSchema?: true;
  /** Among those that together cover all of the values above but `esm`. */
  isCovering?: true;
}

/** The ends of the range in `peerDependencies`. */
export const STRAPI = { oldest: '5.40.0', newest: '5.54.0' } as const;

const { oldest, newest } = STRAPI;

const ALL: readonly ProjectKind[] = [
  {
    strapi: newest,
    packageManager: 'npm',
    node: 20,
    language: 'javascript',
    database: 'sqlite',
    isCovering: true,
  },
  {
    strapi: oldest,
    packageManager: 'pnpm',
    node: 22,
    language: 'typescript',
    database: 'postgres',
    hasSchema: true,
    isCovering: true,
  },
  {
    strapi: oldest,
    packageManager: 'npm',
    node: 24,
    language: 'javascript',
    database: 'mysql',
    isCovering: true,
  },
  {
    strapi: newest,
    packageManager: 'pnpm',
    node: 24,
    language: 'typescript',
    database: 'postgres',
  },
  { strapi: newest, packageManager: 'npm', node: 22, language: 'esm', database: 'mysql' },
];

export const nameOf = ({
  strapi,
  packageManager,
  node,
  language,
  database,
  hasSchema,
}: ProjectKind) =>
  [
    `Strapi ${strapi}`,
    packageManager,
    `Node.js ${node}`,
    language,
    hasSchema ? `${database} with a schema` : database,
  ].join(', ');

const chosen = process.env.PACKED_PROJECTS === 'ci' ? ALL.filter((kind) => kind.isCovering) : ALL;

export const projects = chosen.map((kind) => ({ name: nameOf(kind), kind }));
