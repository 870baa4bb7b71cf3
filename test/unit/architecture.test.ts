import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';

/**
 * The arrows of ARCHITECTURE.md: which folder may import which. Read from the parse tree of every file of
 * `src`, types included, so that a forbidden dependency can't hide anywhere.
 */
const ROOT = resolve(import.meta.dirname, '../..');

/** What each folder may import besides itself; a package by its name. */
const ARROWS: Record<string, readonly string[]> = {
  elm: [],
  protocol: ['valibot', '_locales'],
  engine: ['elm', 'protocol', 'idb', 'valibot', 'models'],
  // Of the engine only its worker and the shape of what travels to it.
  host: ['protocol', 'engine/worker.ts', 'engine/wire.ts'],
  offscreen: ['protocol', 'host'],
  background: ['protocol', 'webextension-polyfill'],
  // It hands out the style of badges and card, which many pages never need.
  'background/background.ts': ['protocol', 'webextension-polyfill', 'content/overlay.css'],
  // The one file in which Firefox differs: there the background is the engine's home.
  'background/engineHome.firefox.ts': ['host', 'webextension-polyfill'],
  content: ['protocol'],
  ui: ['protocol', 'preact'],
  popup: ['protocol', 'ui', 'preact', 'webextension-polyfill'],
  // The document of what is promised, shown as it stands.
  welcome: ['protocol', 'ui', 'preact', 'webextension-polyfill', 'PRIVACY.md'],
  dashboard: ['protocol', 'ui', 'preact', 'models', 'PRIVACY.md'],
};
/** What a content script may take from the protocol at run time: whatever holds no validator. */
const VALIDATORS = ['src/protocol/messages.ts', 'src/protocol/settings.ts', 'src/protocol/answer.ts'];
/** What the core must not know of: browser, clock, chance. */
const NOT_IN_CORE = [
  'chrome',
  'browser',
  'window',
  'document',
  'navigator',
  'Date',
  'performance',
  'process',
  'setTimeout',
  'fetch',
  'crypto',
];

interface Import {
  from: string;
  /** Path in the project, or the name of a package. */
  to: string;
  typeOnly: boolean;
}
type Node = { type: string; [field: string]: unknown };

const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('elm/kernels/assembly'))
  .map((name) => join('src', name));
const trees = new Map(files.map((file) => [file, parse(file, readFileSync(join(ROOT, file), 'utf8'))]));
const imports = files.flatMap((file) => importsOf(file, trees.get(file)!));

function parse(file: string, code: string): Node {
  const { program, errors } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  return program as unknown as Node;
}

function importsOf(file: string, tree: Node): Import[] {
  const found: Import[] = [];
  const add = (source: unknown, typeOnly: boolean) => {
    const name = (source as { value?: unknown } | null)?.value;
    if (typeof name !== 'string') throw new Error(`${file}: an import whose source is not a literal`);
    found.push({ from: file, to: target(file, name), typeOnly });
  };
  walk(tree, (node) => {
    if (node.type === 'ImportDeclaration') {
      const specifiers = node.specifiers as { importKind?: string }[];
      const kinds = [
        node.importKind,
        ...(specifiers.length ? [specifiers.every((s) => s.importKind === 'type') && 'type'] : []),
      ];
      add(node.source, kinds.includes('type'));
    } else if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration') {
      if (node.source) add(node.source, node.exportKind === 'type');
    } else if (node.type === 'ImportExpression' || node.type === 'TSImportType') {
      add(
        node.source ?? (node.argument as { literal?: unknown }).literal ?? node.argument,
        node.type === 'TSImportType',
      );
    } else if (node.type === 'NewExpression' && (node.callee as { name?: string }).name === 'URL') {
      const [path, base] = node.arguments as (Node & { value?: unknown })[];
      if (base?.type === 'MemberExpression' && typeof path.value === 'string') add(path, false);
    }
  });
  return found;
}

/** `./x.ts?url` of a file in `src` → its path in the project; `@scope/name/deep` → `@scope/name`. */
function target(file: string, source: string): string {
  if (source.startsWith('.'))
    return relative(ROOT, resolve(ROOT, dirname(file), source.replace(/\?.*$/, '')));
  return source
    .split('/')
    .slice(0, source.startsWith('@') ? 2 : 1)
    .join('/');
}

function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) for (const child of node) walk(child, visit);
  else if (typeof node === 'object' && node !== null) {
    if (typeof (node as Node).type === 'string') visit(node as Node);
    for (const child of Object.values(node)) walk(child, visit);
  }
}

function isAllowed({ from, to }: Import): boolean {
  const file = from.slice('src/'.length);
  const folder = file.split('/')[0];
  const mayImport = ARROWS[file] ?? ARROWS[folder];
  if (!mayImport) return false;
  const path = to.startsWith('src/') ? to.slice(4) : to;
  return [folder, ...mayImport].some((allowed) => path === allowed || path.startsWith(`${allowed}/`));
}
const shown = ({ from, to }: Import) => `${from} → ${to}`;

describe('the arrows between folders', () => {
  test('the files and their imports are seen at all', () => {
    const all = imports.map(shown);
    expect(all).toContain('src/engine/engine.ts → src/protocol/messages.ts');
    expect(all).toContain('src/host/hostEngine.ts → src/engine/worker.ts');
    expect(all).toContain('src/engine/worker.ts → models/words.bin');
    expect(all).toContain('src/engine/engine.ts → valibot');
  });

  test('every import goes where it may', () => {
    expect(imports.filter((each) => !isAllowed(each)).map(shown)).toEqual([]);
  });

  test('every import in a folder of ours leads to a file', () => {
    const ours = imports.filter(({ to }) => /^(src|models|_locales)\//.test(to));
    expect(ours.filter(({ to }) => !existsSync(join(ROOT, to))).map(shown)).toEqual([]);
  });

  test('nothing that runs in a page leads to a validator', () => {
    const seen = new Set<string>();
    const open = files.filter((file) => file.startsWith('src/content/'));
    const wrong: string[] = [];
    for (let file = open.pop(); file; file = open.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      for (const each of imports) {
        if (each.from !== file || each.typeOnly) continue;
        if (VALIDATORS.includes(each.to) || !each.to.startsWith('src/')) wrong.push(shown(each));
        else open.push(each.to);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('the protocol is imported by all and imports none of them', () => {
    const fromProtocol = imports.filter(
      ({ from, to }) => from.startsWith('src/protocol/') && to.startsWith('src/'),
    );
    expect(fromProtocol.filter(({ to }) => !to.startsWith('src/protocol/')).map(shown)).toEqual([]);
  });
});

test('the examples stand on the core alone', () => {
  const folder = join(ROOT, 'examples');
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  expect(pages.length).toBeGreaterThan(3);
  const wrong = pages.flatMap((name) => {
    const file = join('examples', name);
    return importsOf(file, parse(file, readFileSync(join(ROOT, file), 'utf8'))).filter(
      ({ to }) => !/^(src\/elm\/|examples\/|models\/words\.bin)/.test(to),
    );
  });
  expect(wrong.map(shown)).toEqual([]);
});

describe('the core', () => {
  test('knows no browser, no clock and no chance', () => {
    const wrong: string[] = [];
    for (const [file, tree] of trees) {
      if (!file.startsWith('src/elm/')) continue;
      const fields = fieldNames(tree);
      walk(tree, (node) => {
        if (node.type === 'Identifier' && NOT_IN_CORE.includes(node.name as string) && !fields.has(node)) {
          wrong.push(`${file}: ${node.name}`);
        }
        if (node.type === 'MemberExpression') {
          const { object, property } = node as unknown as Record<string, { name?: string }>;
          if (object.name === 'Math' && property.name === 'random') wrong.push(`${file}: Math.random`);
        }
      });
    }
    expect(wrong).toEqual([]);
  });
});

/** Identifiers that only name a field: `x.process`, `{ document: 1 }`. */
function fieldNames(tree: Node): Set<unknown> {
  const names = new Set<unknown>();
  walk(tree, (node) => {
    if (node.computed) return;
    if (node.type === 'MemberExpression') names.add(node.property);
    else if (node.key && !node.shorthand) names.add(node.key);
  });
  return names;
}
