import path from 'node:path';

import ts from 'typescript';

import { ROOT, type CodeBlock } from './markdown';

const PUBLIC_ENTRY = 'server/src/index.ts';
const CONFIG = 'server/src/config.ts';
const CONTRACT = 'server/src/public.ts';
const EVENTS = 'server/src/services/runtime/events.ts';

/** Gives the global `strapi`, which examples use as plugins do. */
const GLOBALS = { name: 'globals.d.ts', text: "import '@strapi/types';" };

/** Makes `./preset` resolve, which an example imports as a file in `server/src/providers/` does. */
const PRESET = { name: 'preset.ts', text: "export * from '../server/src/providers/preset';" };

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  noImplicitOverride: true,
  esModuleInterop: true,
  isolatedModules: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
  baseUrl: ROOT,
  paths: { 'strapi-plugin-connected-apps/strapi-server': [PUBLIC_ENTRY] },
};

const inRoot = (file: string): string => path.join(ROOT, file);

const textOf = ({ messageText }: ts.Diagnostic): string =>
  ts.flattenDiagnosticMessageText(messageText, ' ');

/** Examples as files that are nowhere on the disk, beside the real sources. */
const hostWith = (virtual: Map<string, string>): ts.CompilerHost => {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  return {
    ...host,
    fileExists: (file) => virtual.has(file) || fileExists(file),
    readFile: (file) => virtual.get(file) ?? readFile(file),
    getSourceFile: (file, version, ...rest) => {
      const text = virtual.get(file);
      return text === undefined
        ? getSourceFile(file, version, ...rest)
        : ts.createSourceFile(file, text, version);
    },
  };
};

export interface TypeCheck {
  /** What the compiler says of each example, with the example's place in front. */
  problems: string[];
  /** Names of all settings; those of groups with a dot, e.g. `backgroundRefresh.enabled`. */
  settings: string[];
  /** Names of the methods of the public service. */
  methods: string[];
  /** Names of the events, without their common prefix. */
  events: string[];
}

/** Checks examples against the sources, and reads off them what the pages must name. */
export const typeCheck = (blocks: readonly CodeBlock[]): TypeCheck => {
  const files = new Map(blocks.map((block, index) => [inRoot(`docs/example-${index}.ts`), block]));
  const virtual = new Map([...files].map(([file, { code }]) => [file, `${code}\nexport {};\n`]));
  const globals = inRoot(`docs/${GLOBALS.name}`);
  virtual.set(globals, GLOBALS.text);
  virtual.set(inRoot(`docs/${PRESET.name}`), PRESET.text);
  const roots = [...virtual.keys(), ...[PUBLIC_ENTRY, CONFIG, CONTRACT, EVENTS].map(inRoot)];
  const program = ts.createProgram(roots, options, hostWith(virtual));
  const checker = program.getTypeChecker();

  const problemsOf = (file: string, { place }: CodeBlock): string[] => {
    const source = program.getSourceFile(file);
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map((diagnostic) => `${place}: ${textOf(diagnostic)}`);
  };

  const typeNamed = (file: string, name: string): ts.Type => {
    const source = program.getSourceFile(inRoot(file));
    const module = source && checker.getSymbolAtLocation(source);
    const symbol = module && checker.getExportsOfModule(module).find((one) => one.name === name);
    if (!symbol) throw new Error(`${file} exports no type ${name}`);
    return checker.getDeclaredTypeOfSymbol(symbol);
  };

  const isGroup = (type: ts.Type): boolean =>
    type.getProperties().length > 0 &&
    !checker.isArrayType(type) &&
    !type.getStringIndexType() &&
    Boolean(type.flags & ts.TypeFlags.Object);

  const leaves = (type: ts.Type): string[] =>
    type.getProperties().flatMap((property) => {
      const inner = checker.getNonNullableType(checker.getTypeOfSymbol(property));
      return isGroup(inner)
        ? leaves(inner).map((leaf) => `${property.name}.${leaf}`)
        : property.name;
    });

  const literals = (type: ts.Type): string[] =>
    (type.isUnion() ? type.types : [type]).flatMap((one) =>
      one.isStringLiteral() ? one.value : []
    );

  return {
    problems: [...files].flatMap(([file, block]) => problemsOf(file, block)),
    settings: leaves(typeNamed(CONFIG, 'PluginConfig')),
    methods: typeNamed(CONTRACT, 'ConnectedApps')
      .getProperties()
      .map(({ name }) => name),
    events: literals(typeNamed(EVENTS, 'ConnectionEventName')),
  };
};

/** What is wrong with the grammar of an example in JavaScript. */
export const syntaxProblems = ({ code, place }: CodeBlock): string[] =>
  (
    ts.transpileModule(code, {
      reportDiagnostics: true,
      compilerOptions: { target: ts.ScriptTarget.ES2022, allowJs: true },
      fileName: 'example.js',
    }).diagnostics ?? []
  ).map((diagnostic) => `${place}: ${textOf(diagnostic)}`);
