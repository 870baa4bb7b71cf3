import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemsOfBundle } from './checkBundle.ts';
import { type Browser, GECKO_ID } from './manifest.ts';

/**
 * What must be true of every built extension, whatever the source says: the fewest permissions, the
 * strict policy, nothing a page could probe for, every file present, and scripts that can't reach the
 * network (checkBundle.ts). Called after each build; a build with a problem is not kept.
 */
const PERMISSIONS: Record<Browser, readonly string[]> = {
  chrome: ['offscreen', 'contextMenus', 'storage'],
  firefox: ['contextMenus', 'storage'],
};

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
  options_ui?: { page?: string };
  action?: { default_popup?: string; default_icon?: Record<string, string> };
  storage?: { managed_schema?: string };
  background?: { service_worker?: string; scripts?: string[] };
  content_scripts?: { js?: string[]; css?: string[] }[];
  browser_specific_settings?: {
    gecko?: { id?: string; data_collection_permissions?: { required?: string[] } };
  };
}

/** What is wrong with the extension for `browser` in `folder`, one sentence each; empty for a good one. */
export function problemsOf(folder: string, browser: Browser): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  const missing = filesOf(manifest, browser).filter((file) => !existsSync(join(folder, file)));
  return [
    ...problemsOfManifest(manifest, browser),
    ...missing.map((file) => `${file} is named in the manifest but does not exist`),
    ...problemsOfBundle(folder),
    ...(browser === 'firefox' ? chromeOnlyCode(folder) : []),
  ];
}

export function problemsOfManifest(manifest: Manifest, browser: Browser): string[] {
  const problems: string[] = [];
  const permissions = [...(manifest.permissions ?? [])].sort().join(', ');
  if (permissions !== [...PERMISSIONS[browser]].sort().join(', '))
    problems.push(`permissions are ${permissions}`);
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
  const gecko = manifest.browser_specific_settings?.gecko;
  if (browser === 'firefox') {
    if (gecko?.id !== GECKO_ID) problems.push(`the id is ${gecko?.id}`);
    const collected = gecko?.data_collection_permissions?.required?.join(', ');
    if (collected !== 'none') problems.push(`the data collected is ${collected}`);
  } else if (gecko) {
    problems.push('browser_specific_settings is there');
  }
  return problems;
}

/** Firefox has no offscreen pages: whatever speaks of them there is never run, and its reviewers ask why. */
function chromeOnlyCode(folder: string): string[] {
  return (
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(js|html)$/.test(file))
      // PRIVACY.md, which the first page shows, tells of the permissions in both browsers.
      .filter((file) => !/^assets\/privacyText-[\w-]+\.js$/.test(file))
      .filter(
        (file) => /offscreen/i.test(file) || /offscreen/i.test(readFileSync(join(folder, file), 'utf8')),
      )
      .map((file) => `${file} speaks of offscreen pages, which only Chrome has`)
  );
}

function filesOf(manifest: Manifest, browser: Browser): string[] {
  const named = [
    manifest.background?.service_worker,
    ...(manifest.background?.scripts ?? []),
    manifest.action?.default_popup,
    manifest.options_ui?.page,
    ...Object.values(manifest.icons ?? {}),
    ...Object.values(manifest.action?.default_icon ?? {}),
    ...(manifest.content_scripts ?? []).flatMap(({ js = [], css = [] }) => [...js, ...css]),
    manifest.storage?.managed_schema,
    'src/welcome/welcome.html',
    browser === 'chrome' ? 'src/offscreen/offscreen.html' : undefined,
  ];
  return [...new Set(named)].filter((file) => file !== undefined);
}
