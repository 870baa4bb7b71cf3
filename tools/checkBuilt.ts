import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemsOfBundle } from './checkBundle.ts';

/**
 * What must be true of every built extension, whatever the source says: the fewest permissions, the
 * strict policy, nothing a page could probe for, every file present, and scripts that can't reach the
 * network (checkBundle.ts). Called after each build; a build with a problem is not kept.
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
  return [
    ...problemsOfManifest(manifest),
    ...missing.map((file) => `${file} is named in the manifest but does not exist`),
    ...problemsOfBundle(folder),
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

function filesOf(manifest: Manifest): string[] {
  const named = [
    manifest.background?.service_worker,
    manifest.action?.default_popup,
    ...Object.values(manifest.icons ?? {}),
    ...Object.values(manifest.action?.default_icon ?? {}),
    ...(manifest.content_scripts ?? []).flatMap(({ js = [], css = [] }) => [...js, ...css]),
    'src/offscreen/offscreen.html',
  ];
  return [...new Set(named)].filter((file) => file !== undefined);
}
