import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vite';

/**
 * Proves from the parse tree that no built script of the extension can reach the network, leave the
 * page or turn text into markup. In comes the folder of a build; out goes one sentence for each use of
 * a forbidden API that {@link ALLOWED} does not explain. `npm run build` and `npm test` call it, and a
 * build with a problem is not kept. It reads the tree, not the text, so words in strings and comments
 * alarm nobody; it also refuses the ways around a list of names: global objects reached by a computed
 * name or handed on, element names and attributes that are not literals, imports from elsewhere.
 * It must never be made to pass by widening a rule: explain the use in the allowlist, or remove it.
 */

/** Wherever one of these names is used as a variable or a property, something could leave. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set([
  // Connections.
  'fetch',
  'fetchLater',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'EventSource',
  'WebTransport',
  'RTCPeerConnection',
  'webkitRTCPeerConnection',
  'RTCDataChannel',
  'sendBeacon',
  'sendNativeMessage',
  'connectNative',
  // Code and markup made from text.
  'importScripts',
  'eval',
  'Function',
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'createContextualFragment',
  'setHTMLUnsafe',
  'parseHTMLUnsafe',
  'dangerouslySetInnerHTML',
  'srcdoc',
  'writeln',
  'DOMParser',
  // Ways to another page.
  'requestSubmit',
  'navigation',
  'downloads',
  'SharedWorker',
  'Image',
  'Audio',
]);

/** Properties through which an element loads something or leads somewhere. */
const ADDRESS_PROPERTIES: ReadonlySet<string> = new Set([
  'src',
  'srcset',
  'srcSet',
  'href',
  'xlinkHref',
  'xlink:href',
  'action',
  'formAction',
  'formaction',
  'poster',
  'ping',
  'background',
]);

/** Of these, what is an everyday name for other things when it is only a key of an object. */
const EVERYDAY_KEYS: ReadonlySet<string> = new Set(['action', 'background', 'ping']);

/** Elements that load, run, send or lead to something. */
const FORBIDDEN_ELEMENTS: ReadonlySet<string> = new Set([
  'a',
  'area',
  'audio',
  'base',
  'embed',
  'fencedframe',
  'form',
  'frame',
  'iframe',
  'image',
  'img',
  'link',
  'meta',
  'object',
  'picture',
  'portal',
  'script',
  'source',
  'track',
  'video',
]);

/** Methods whose arguments are looked at, which only works where they are called by name. */
const JUDGED_METHODS: ReadonlySet<string> = new Set([
  'createElement',
  'createElementNS',
  'setAttribute',
  'setAttributeNS',
  'setAttributeNode',
  'submit',
]);

const GLOBAL_OBJECTS: ReadonlySet<string> = new Set([
  'window',
  'self',
  'globalThis',
  'frames',
  'top',
  'parent',
  'opener',
]);

/** A use that is right, and why. `times` is how often it stands there: one more is a problem. */
export interface Allowance {
  /** Path in the extension. */
  file: RegExp;
  api: string;
  times: number;
  reason: string;
}

const OFFSCREEN = /^assets\/offscreen-[\w-]+\.js$/;
const BACKGROUND = /^assets\/background\.ts-[\w-]+\.js$/;
const POLYFILL = /^assets\/polyfill-[\w-]+\.js$/;
const PREACT = /^assets\/preact-[\w-]+\.js$/;
const POPUP = /^assets\/popup\.html-[\w-]+\.js$/;
const DASHBOARD = /^assets\/dashboard\.html-[\w-]+\.js$/;
const WELCOME = /^assets\/welcome-[\w-]+\.js$/;
const CONTENT = /^src\/content\/content\.iife\.js$/;

const ALLOWED: readonly Allowance[] = [
  {
    file: POLYFILL,
    api: 'global object handed on',
    times: 2,
    reason: 'Looks for module systems, and for chrome itself.',
  },
  {
    file: POLYFILL,
    api: 'Function',
    times: 1,
    reason: 'Takes hasOwnProperty by Function.call.bind; makes no function from text.',
  },
  {
    file: POLYFILL,
    api: 'eval',
    times: 1,
    reason: 'A row of its table of browser APIs, for developer tools.',
  },
  {
    file: POLYFILL,
    api: 'downloads',
    times: 1,
    reason: 'A row of its table of browser APIs; the permission is not asked for.',
  },
  { file: POLYFILL, api: 'sendNativeMessage', times: 1, reason: 'The same.' },
  {
    file: OFFSCREEN,
    api: 'new Worker',
    times: 1,
    reason: 'Starts the engine. The Trusted Types policy lets no other address through.',
  },
  { file: BACKGROUND, api: 'new Worker', times: 1, reason: 'The same, in Firefox.' },
  {
    file: PREACT,
    api: 'createElement of a computed name',
    times: 1,
    reason: 'preact makes what the JSX names; an address in the JSX is seen as "written".',
  },
  {
    file: PREACT,
    api: 'setAttribute of a computed name',
    times: 1,
    reason: 'preact sets what the JSX names; an address in the JSX is seen as "written".',
  },
  { file: POPUP, api: 'src written', times: 1, reason: 'The drop beside the name: a packaged picture.' },
  { file: DASHBOARD, api: 'src written', times: 1, reason: 'The same.' },
  {
    file: DASHBOARD,
    api: '<a> made',
    times: 1,
    reason: 'Saves a file to the person’s disk: a link with `download`, pressed by the page itself.',
  },
  {
    file: DASHBOARD,
    api: 'href written',
    times: 1,
    reason: 'The same: the address is that of a Blob, which is memory of the page.',
  },
  {
    file: POPUP,
    api: 'navigation',
    times: 1,
    reason: 'Opens the first page again, which is packaged, when asked to.',
  },
  { file: WELCOME, api: 'src written', times: 1, reason: 'The same.' },
  {
    file: BACKGROUND,
    api: 'navigation',
    times: 2,
    reason:
      'Opens pages that are packaged: the first one after installing, the dashboard to name a new label.',
  },
  {
    file: CONTENT,
    api: 'navigation',
    times: 2,
    reason: 'Hears from the Navigation API that the page has changed its own address; goes nowhere.',
  },
  {
    file: CONTENT,
    api: 'createElement taken',
    times: 1,
    reason:
      'Kept before a page can replace it; makes the card. An address in its attributes is seen as "written".',
  },
  {
    file: CONTENT,
    api: 'setAttribute of a computed name',
    times: 1,
    reason: 'Sets what the callers of make() name; an address among them is seen as "written".',
  },
];

/** A forbidden use: which API, and the code around it (a built script is one long line). */
export interface Use {
  api: string;
  code: string;
}

/** What is wrong with the scripts in `folder`, one sentence each; empty for a good build. */
export function problemsOfBundle(folder: string, allowed: readonly Allowance[] = ALLOWED): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return files.flatMap((file) => {
    const text = () => readFileSync(join(folder, file), 'utf8');
    if (/\.m?js$/.test(file)) return problemsOfScript(file, text(), allowed);
    if (/\.html?$/.test(file)) return problemsOfMarkup(file, text());
    if (/\.css$/.test(file)) return problemsOfStyle(file, text());
    return [];
  });
}

/** What is wrong with one script; `file` is its path in the extension. */
export function problemsOfScript(
  file: string,
  code: string,
  allowed: readonly Allowance[] = ALLOWED,
): string[] {
  const found = new Map<string, string[]>();
  for (const use of forbiddenUses(code)) found.set(use.api, [...(found.get(use.api) ?? []), use.code]);
  return [...found].flatMap(([api, places]) => {
    const times = allowed.find((entry) => entry.api === api && entry.file.test(file))?.times ?? 0;
    if (places.length <= times) return [];
    return [`${file}: ${api}, ${places.length} times, ${times} allowed: ${places.join(' | ')}`];
  });
}

/** Pages of the extension load their own scripts and styles, and nothing else. */
function problemsOfMarkup(file: string, text: string): string[] {
  const elsewhere = [
    ...text.matchAll(/\b(?:src|href|action)\s*=\s*["']?\s*((?:[a-z][\w+.-]*:|\/\/)[^\s"'>]*)/gi),
  ];
  const inline = [...text.matchAll(/<script\b(?![^>]*\bsrc=)[^>]*>|\son\w+\s*=/gi)];
  return [
    ...elsewhere.map(([, address]) => `${file}: loads ${address}`),
    ...inline.map(([found]) => `${file}: inline script ${found.trim()}`),
  ];
}

function problemsOfStyle(file: string, text: string): string[] {
  return [...text.matchAll(/@import|url\(\s*["']?\s*(?:[a-z][\w+.-]*:|\/\/)[^)]*/gi)].map(
    ([found]) => `${file}: loads ${found}`,
  );
}

/** A node of the parse tree (ESTree), as far as it matters here. */
interface Node {
  type: string;
  start: number;
  [field: string]: unknown;
}

/** Every use of a forbidden API in a script, allowed or not. Throws when it can't be parsed. */
export function forbiddenUses(code: string): Use[] {
  const tree = parseAst(code) as unknown as Node;
  const names = declaredNames(tree);
  const uses: Use[] = [];
  visit(tree, null, (node, parent) => {
    for (const api of apisUsed(node, parent, names)) {
      uses.push({
        api,
        code: code.slice(Math.max(0, node.start - 30), node.start + 50).replace(/\s+/g, ' '),
      });
    }
  });
  return uses;
}

function apisUsed(node: Node, parent: Node | null, declared: ReadonlySet<string>): string[] {
  switch (node.type) {
    case 'Identifier':
      return ofIdentifier(node, parent, declared);
    case 'MemberExpression':
      return ofMember(node, parent);
    case 'AssignmentExpression':
      return ofAssignment(node, declared);
    case 'CallExpression':
      return ofCall(node, declared);
    case 'NewExpression':
      return isNamed(node.callee, 'Worker') ? ['new Worker'] : [];
    case 'Property':
      return ofProperty(node, parent);
    case 'ImportExpression':
      return isOwnPath(textOf(node.source)) ? [] : ['import() from elsewhere'];
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return !node.source || isOwnPath(textOf(node.source)) ? [] : ['import from elsewhere'];
    case 'Literal':
    case 'TemplateElement':
      return ofText(node);
    default:
      return [];
  }
}

/** A variable: its name may be forbidden, or it may be a global object that is handed on whole. */
function ofIdentifier(node: Node, parent: Node | null, declared: ReadonlySet<string>): string[] {
  const name = node.name as string;
  // Names after a dot and keys of objects are looked at as such; a key is a use only when it is one.
  if (parent && isPropertyName(node, parent)) return [];
  if (FORBIDDEN_NAMES.has(name)) return isProvenFetch(node, parent) ? [] : [name];
  if (GLOBAL_OBJECTS.has(name) && !declared.has(name) && isHandedOn(node, parent)) {
    return ['global object handed on'];
  }
  return [];
}

function ofMember(node: Node, parent: Node | null): string[] {
  const object = node.object as Node;
  const name = memberName(node);
  if (name === null) {
    const reachesAll = isGlobalObject(object) || isNamed(object, 'document') || isNamed(object, 'navigator');
    return reachesAll ? ['global reached by a computed name'] : [];
  }
  if (FORBIDDEN_NAMES.has(name) && !isProvenFetch(node, parent)) return [name];
  if (name === 'write' && isNamed(object, 'document')) return ['document.write'];
  const isCalled = parent?.type === 'CallExpression' && parent.callee === node;
  if (JUDGED_METHODS.has(name) && !isCalled) return [`${name} taken`];
  return [];
}

/** `location = …`, `x.location.href = …`, `x.src = …` and their like. */
function ofAssignment(node: Node, declared: ReadonlySet<string>): string[] {
  const target = node.left as Node;
  if (target.type === 'Identifier') {
    return target.name === 'location' && !declared.has('location') ? ['navigation'] : [];
  }
  if (target.type !== 'MemberExpression') return [];
  const name = memberName(target);
  if (name === 'location' || isLocation(target.object as Node)) return ['navigation'];
  if (name !== null && ADDRESS_PROPERTIES.has(name)) return [`${name} written`];
  return [];
}

function ofCall(node: Node, declared: ReadonlySet<string>): string[] {
  const callee = node.callee as Node;
  const args = node.arguments as Node[];
  if (callee.type === 'Identifier') {
    return callee.name === 'open' && !declared.has('open') ? ['window.open'] : [];
  }
  if (callee.type !== 'MemberExpression') return [];
  const object = callee.object as Node;
  switch (memberName(callee)) {
    case 'open':
      return isGlobalObject(object) ? ['window.open'] : [];
    case 'assign':
    case 'replace':
    case 'reload':
      return isLocation(object) ? ['navigation'] : [];
    case 'submit':
      return ['form submitted'];
    case 'navigate':
      return ['navigation'];
    case 'create':
    case 'update':
      return isMemberNamed(object, 'tabs') || isMemberNamed(object, 'windows') ? ['navigation'] : [];
    case 'createElement':
      return ofElement(args[0]);
    case 'createElementNS':
      return ofElement(args[1]);
    case 'setAttribute':
      return ofAttribute(args[0]);
    case 'setAttributeNS':
      return ofAttribute(args[1]);
    default:
      return [];
  }
}

function ofElement(name: Node | undefined): string[] {
  const text = textOf(name);
  if (text === null) return ['createElement of a computed name'];
  return FORBIDDEN_ELEMENTS.has(text.toLowerCase()) ? [`<${text.toLowerCase()}> made`] : [];
}

function ofAttribute(name: Node | undefined): string[] {
  const text = textOf(name);
  if (text === null) return ['setAttribute of a computed name'];
  return ADDRESS_PROPERTIES.has(text) || /^on/i.test(text) ? [`${text} written`] : [];
}

/**
 * `{ href: … }` is how compiled JSX and `Object.assign` write an address, and `const { fetch: f } = x`
 * takes a forbidden thing under another name.
 */
function ofProperty(node: Node, parent: Node | null): string[] {
  const name = node.computed ? textOf(node.key) : keyName(node.key as Node);
  if (name === null) return [];
  // A shorthand names the variable too, which is seen as such.
  if (FORBIDDEN_NAMES.has(name)) return node.shorthand && parent?.type === 'ObjectExpression' ? [] : [name];
  if (parent?.type === 'ObjectPattern') return JUDGED_METHODS.has(name) ? [`${name} taken`] : [];
  return ADDRESS_PROPERTIES.has(name) && !EVERYDAY_KEYS.has(name) ? [`${name} written`] : [];
}

/** Style sheets in strings may load nothing. */
function ofText(node: Node): string[] {
  const text = node.type === 'Literal' ? node.value : (node.value as { raw: string }).raw;
  return typeof text === 'string' && /url\(\s*["']?\s*(?:https?:)?\/\/|@import\b/i.test(text)
    ? ['style loaded from elsewhere']
    : [];
}

/**
 * `fetch(new URL('literal', import.meta.url))` reads a file that lies beside the script, which is in
 * the package: the literal has no scheme and no host of its own, and a script's own address is the
 * extension's.
 */
function isProvenFetch(node: Node, parent: Node | null): boolean {
  if (!isNamed(node, 'fetch') || parent?.type !== 'CallExpression' || parent.callee !== node) return false;
  const args = parent.arguments as Node[];
  return args.length >= 1 && isPackagedUrl(args[0]);
}

function isPackagedUrl(node: Node | undefined): boolean {
  if (node?.type === 'MemberExpression') {
    return memberName(node) === 'href' && isPackagedUrl(node.object as Node);
  }
  if (node?.type === 'BinaryExpression') {
    return node.operator === '+' && textOf(node.left) === '' && isPackagedUrl(node.right as Node);
  }
  if (node?.type !== 'NewExpression' || !isNamed(node.callee, 'URL')) return false;
  const [path, base] = node.arguments as Node[];
  const text = textOf(path);
  return text !== null && /^(?!\/\/)[\w./-]+$/.test(text) && isImportMetaUrl(base);
}

/** `import.meta.url`, or `'' + import.meta.url` as Vite writes it. */
function isImportMetaUrl(node: Node | undefined): boolean {
  if (node?.type === 'BinaryExpression') {
    return node.operator === '+' && textOf(node.left) === '' && isImportMetaUrl(node.right as Node);
  }
  return (
    node?.type === 'MemberExpression' &&
    memberName(node) === 'url' &&
    (node.object as Node).type === 'MetaProperty'
  );
}

/** Anything but `window.name`, `typeof window` and a comparison lets the whole object go. */
function isHandedOn(node: Node, parent: Node | null): boolean {
  if (!parent) return false;
  if (parent.type === 'MemberExpression') return parent.object !== node;
  if (parent.type === 'UnaryExpression' || parent.type === 'BinaryExpression') return false;
  // `const { name } = window` is `window.name`.
  if (parent.type === 'VariableDeclarator') return !isPlainPattern(parent.id as Node);
  if (parent.type === 'CallExpression') {
    const { callee } = parent as unknown as { callee: Node };
    // Taking a property away opens no way out.
    return !(isMemberNamed(callee, 'deleteProperty') && isNamed((callee as Node).object, 'Reflect'));
  }
  return parent.type !== 'LogicalExpression';
}

/** `{ a, b: c }`, without computed keys and without a rest that takes all others. */
function isPlainPattern({ type, properties }: Node): boolean {
  return (
    type === 'ObjectPattern' &&
    (properties as Node[]).every((property) => property.type === 'Property' && !property.computed)
  );
}

/** A name that is declared, a label, or stands after a dot or before a colon: no use of a variable. */
function isPropertyName(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'MemberExpression':
      return parent.property === node && !parent.computed;
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
      return parent.key === node && !parent.computed && parent.shorthand !== true;
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'ExportSpecifier':
    case 'ImportSpecifier':
    case 'MetaProperty':
      return true;
    default:
      return false;
  }
}

function isGlobalObject(node: Node): boolean {
  return node.type === 'Identifier' && GLOBAL_OBJECTS.has(node.name as string);
}

function isLocation(node: Node): boolean {
  return isNamed(node, 'location') || isMemberNamed(node, 'location');
}

function isNamed(node: unknown, name: string): boolean {
  return (node as Node | undefined)?.type === 'Identifier' && (node as Node).name === name;
}

function isMemberNamed(node: Node, name: string): boolean {
  return node.type === 'MemberExpression' && memberName(node) === name;
}

/** `name` of `x.name` and of `x['name']`; null for a name that is computed. */
function memberName(node: Node): string | null {
  return node.computed ? textOf(node.property) : ((node.property as Node).name as string);
}

function keyName(key: Node): string | null {
  return key.type === 'Identifier' ? (key.name as string) : textOf(key);
}

/** The text of a string literal (or a template without holes); null for anything else. */
function textOf(node: unknown): string | null {
  const { type, value, expressions, quasis } = (node ?? {}) as Node;
  if (type === 'Literal') return typeof value === 'string' ? value : null;
  if (type !== 'TemplateLiteral' || (expressions as Node[]).length > 0) return null;
  return (quasis as { value: { cooked: string } }[])[0].value.cooked;
}

function isOwnPath(path: string | null): boolean {
  return path !== null && /^\.{0,2}\/(?!\/)/.test(path);
}

/** Every name that the script declares anywhere: such a name means no global. */
function declaredNames(tree: Node): Set<string> {
  const names = new Set<string>();
  const declare = (pattern: unknown) => {
    visit(pattern as Node, null, (node, parent) => {
      if (node.type === 'Identifier' && !(parent && isPropertyName(node, parent)))
        names.add(node.name as string);
    });
  };
  visit(tree, null, (node) => {
    if (node.type === 'VariableDeclarator') declare(node.id);
    else if (/Function|Class/.test(node.type)) {
      if (node.id) declare(node.id);
      for (const param of (node.params as Node[] | undefined) ?? []) declare(param);
    } else if (/^Import.*Specifier$/.test(node.type)) declare(node.local);
    else if (node.type === 'CatchClause' && node.param) declare(node.param);
  });
  return names;
}

/** Calls `see` for every node below `node` (itself first), with its parent. */
function visit(node: Node, parent: Node | null, see: (node: Node, parent: Node | null) => void): void {
  see(node, parent);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.type === 'string') visit(child as Node, node, see);
    }
  }
}
