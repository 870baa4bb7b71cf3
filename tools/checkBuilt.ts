import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What must be true of every built extension, whatever the source says: the fewest permissions, the
 * strict policy, nothing a page could probe for, every file present, and no way to the network in any
 * script. Called after each build; a build with a problem is not kept.
 */
const PERMISSIONS = ['offscreen', 'contextMenus'];

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types inkling-worker',
].join('; ');

/** Names that reach the network, or run text as code. No script may even mention them. */
const BANNED =
  /\b(XMLHttpRequest|WebSocket(?:Stream)?|EventSource|WebTransport|sendBeacon|importScripts)\b|\beval\s*\(|\bnew Function\b|\bimport\(\s*[^'"`)\s]/g;
/** Names that turn text into markup. The policy stops them in our pages, nothing does in a web page. */
const MARKUP = /\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|document\.write)\b/g;
/** The engine's worker reads the packaged models with it; nobody else may. */
const FETCH = /\bfetch\b/;

export interface Manifest {
  permissions?: string[];
  host_permissions?: string[];
  optional_permissions?: string[];
  web_accessible_resources?: unknown[];
  externally_connectable?: unknown;
  content_security_policy?: { extension_pages?: string };
  icons?: Record<string, string>;
  action?: { default_popup?: string; default_icon?: Record<string, string> };
  background?: { service_worker?: string };
  content_scripts?: { js?: string[]; css?: string[] }[];
}

/** What is wrong with the extension in `folder`, one sentence each; empty for a good one. */
export function problemsOf(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  const missing = filesOf(manifest).filter((file) => !existsSync(join(folder, file)));
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.js'),
  );
  return [
    ...problemsOfManifest(manifest),
    ...missing.map((file) => `${file} is named in the manifest but does not exist`),
    ...scripts.flatMap((file) => problemsOfScript(file, readFileSync(join(folder, file), 'utf8'))),
  ];
}

export function problemsOfManifest(manifest: Manifest): string[] {
  const problems: string[] = [];
  const permissions = [...(manifest.permissions ?? [])].sort().join(', ');
  if (permissions !== [...PERMISSIONS].sort().join(', ')) problems.push(`permissions are ${permissions}`);
  for (const key of [
    'host_permissions',
    'optional_permissions',
    'web_accessible_resources',
    'externally_connectable',
  ] as const) {
    if (manifest[key] !== undefined) problems.push(`${key} is there`);
  }
  const policy = manifest.content_security_policy?.extension_pages;
  if (policy !== POLICY) problems.push(`the content security policy is ${policy}`);
  return problems;
}

/** Looks for banned names in a script; `file` is its path in the extension. */
export function problemsOfScript(file: string, code: string): string[] {
  const inWebPages = file.startsWith('src/content/');
  const found = [...(code.match(BANNED) ?? []), ...((inWebPages && code.match(MARKUP)) || [])];
  const problems = [...new Set(found)].map((name) => `${file} mentions ${name}`);
  const isWorker = /^assets\/worker-[\w-]+\.js$/.test(file);
  if (FETCH.test(code) && !isWorker) problems.push(`${file} mentions fetch`);
  return problems;
}

function filesOf(manifest: Manifest): string[] {
  return [
    manifest.background?.service_worker,
    manifest.action?.default_popup,
    ...Object.values(manifest.icons ?? {}),
    ...Object.values(manifest.action?.default_icon ?? {}),
    ...(manifest.content_scripts ?? []).flatMap(({ js = [], css = [] }) => [...js, ...css]),
    'src/offscreen/offscreen.html',
  ].filter((file) => file !== undefined);
}
