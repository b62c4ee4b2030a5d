import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { nth } from '../support/elements';

export const ROOT = path.resolve(__dirname, '../..');

export interface CodeBlock {
  /** File and line, e.g. `README.md:12`. */
  place: string;
  language: string;
  code: string;
}

const markdownIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`);

/** The pages that readers get, relative to the repository. */
export const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...markdownIn('docs')];

export const read = (page: string): string => readFileSync(path.join(ROOT, page), 'utf8');

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

export const codeBlocks = (page: string): CodeBlock[] => {
  const text = read(page);
  return [...text.matchAll(FENCE)].map((block) => ({
    place: `${page}:${lineOf(text, block.index)}`,
    language: nth(block, 1),
    code: nth(block, 2),
  }));
};

const withoutCode = (text: string): string => text.replace(FENCE, '');

/** Where links and images lead, but for other sites. */
export const localTargets = (page: string): string[] =>
  [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((link) => nth(link, 1))
    .filter((target) => !/^[a-z]+:/.test(target));

const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

/** The anchors of a page's headings, as GitHub and npm make them. */
export const anchors = (page: string): string[] =>
  [...withoutCode(read(page)).matchAll(/^#+ (.+)$/gm)].map((heading) => slug(nth(heading, 1)));

/** The inline code of a page. */
export const codeSpans = (page: string): string[] =>
  [...withoutCode(read(page)).matchAll(/`([^`\n]+)`/g)].map((span) => nth(span, 1));

const cellsOf = (row: string): string[] =>
  row
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());

/** The first table below a heading: its rows, without the head. */
export const tableBelow = (page: string, heading: string): string[][] => {
  const [, section = ''] = read(page).split(`\n${heading}\n`);
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  const end = section
    .slice(section.indexOf('\n|'))
    .split('\n')
    .findIndex((line, index) => index > 0 && !line.startsWith('|'));
  return rows.slice(2, end - 1).map(cellsOf);
};

/** Inline code without its marks. */
export const plain = (cell: string): string => cell.replace(/^`|`$/g, '');

/** The tests that a page names: `[…](…/tests/file.test.ts) "name", "another name"`. */
export const namedTests = (page: string): { file: string; name: string }[] =>
  [...read(page).matchAll(/\]\(([^)]*tests\/[^)]+)\)((?:,? "[^"]+")+)/g)].flatMap((link) =>
    [...nth(link, 2).matchAll(/"([^"]+)"/g)].map((name) => ({
      file: path.join(path.dirname(page), nth(link, 1)),
      name: nth(name, 1),
    }))
  );
