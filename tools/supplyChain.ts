import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What of others is in the extension: the packages that it is built with and that end up in it, by the lock
 * file, with their licences. From it come the notice that their licences ask for (in the extension) and the
 * bill of materials (beside the packages of a release).
 */
const root = fileURLToPath(new URL('..', import.meta.url));

export interface Lock {
  packages: Record<string, LockEntry>;
}
interface LockEntry {
  version?: string;
  integrity?: string;
  license?: string;
  dependencies?: Record<string, string>;
}

export interface RuntimePackage {
  name: string;
  version: string;
  licence: string;
  /** Of the archive it came in, as npm writes it: `sha512-…`, base64. */
  integrity: string;
}

export function readLock(): Lock {
  return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
}

/** The packages that the project needs at run time, with those that they need, by name. */
export function runtimePackages(lock: Lock): RuntimePackage[] {
  const found = new Map<string, RuntimePackage>();
  const visit = (needed: Record<string, string> = {}) => {
    for (const name of Object.keys(needed)) {
      if (found.has(name)) continue;
      const entry = lock.packages[`node_modules/${name}`];
      if (!entry) throw new Error(`the lock file has no ${name}`);
      const { version = '', license: licence = '', integrity = '' } = entry;
      found.set(name, { name, version, licence, integrity });
      visit(entry.dependencies);
    }
  };
  visit(lock.packages[''].dependencies);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The notice that goes into the extension: each package with the text of its licence, and the models' sources. */
export function licenceNotice(): string {
  const parts = runtimePackages(readLock()).map(
    ({ name, version, licence }) => `${name} ${version} (${licence})\n\n${licenceText(name)}`,
  );
  const rule = `\n\n${'-'.repeat(72)}\n\n`;
  return [
    `Inkling\n\n${readFileSync(join(root, 'LICENSE'), 'utf8').trim()}`,
    ...parts,
    `The models, and what they were trained on\n\n${readFileSync(join(root, 'models/README.md'), 'utf8').trim()}`,
  ].join(rule);
}

function licenceText(name: string): string {
  const folder = join(root, 'node_modules', name);
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.\w+)?$/i.test(each));
  if (!file) throw new Error(`${name} has no licence file: its notice can't be given`);
  return readFileSync(join(folder, file), 'utf8').trim();
}

/**
 * The bill of materials in CycloneDX 1.5. Unlike that of `npm sbom` it holds neither time nor random number:
 * the same lock file gives the same bytes.
 */
export function billOfMaterials(version: string): string {
  const components = runtimePackages(readLock()).map((each) => ({
    'bom-ref': `${each.name}@${each.version}`,
    type: 'library',
    name: each.name,
    version: each.version,
    scope: 'required',
    hashes: [{ alg: 'SHA-512', content: hexOf(each.integrity) }],
    licenses: [{ license: { id: each.licence } }],
    purl: `pkg:npm/${each.name.replace('@', '%40')}@${each.version}`,
  }));
  const models = readdirSync(join(root, 'models'))
    .filter((file) => file.endsWith('.bin'))
    .sort()
    .map((file) => ({
      'bom-ref': `models/${file}`,
      type: 'machine-learning-model',
      name: file,
      scope: 'required',
      hashes: [
        {
          alg: 'SHA-256',
          content: createHash('sha256')
            .update(readFileSync(join(root, 'models', file)))
            .digest('hex'),
        },
      ],
    }));
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: {
        'bom-ref': `inkling@${version}`,
        type: 'application',
        name: 'inkling',
        version,
        licenses: [{ license: { id: 'MIT' } }],
      },
    },
    components: [...components, ...models],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function hexOf(integrity: string): string {
  const [, digest] = /^sha512-(.+)$/.exec(integrity) ?? [];
  if (digest === undefined) throw new Error(`not a SHA-512 integrity: ${integrity}`);
  return Buffer.from(digest, 'base64').toString('hex');
}
