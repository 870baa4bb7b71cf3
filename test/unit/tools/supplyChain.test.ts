import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { billOfMaterials, licenceNotice, readLock, runtimePackages } from '../../../tools/supplyChain.ts';

const lock = readLock();
const project = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

/** Licences whose code may go into ours; MPL-2.0 for files of its own, used as they are. */
const COMPATIBLE = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'MPL-2.0'];

describe('what we build on', () => {
  it('has an exact version, and a digest for every archive', () => {
    for (const version of Object.values({ ...project.dependencies, ...project.devDependencies })) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
    const entries = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(entries.length).toBeGreaterThan(100);
    for (const [path, { integrity }] of entries) expect(integrity, path).toMatch(/^sha512-/);
  });

  it('runs nothing when it is installed', () => {
    expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m);
  });

  it('is little of what ships, and under licences that allow it', () => {
    const packages = runtimePackages(lock);
    // Nothing comes in by the back door: what is named is all there is.
    expect(packages.map(({ name }) => name)).toEqual(Object.keys(project.dependencies).sort());
    for (const { name, licence } of packages) expect(COMPATIBLE, name).toContain(licence);
  });

  it('is named in ARCHITECTURE.md with its reason', () => {
    const text = readFileSync('ARCHITECTURE.md', 'utf8');
    for (const name of Object.keys(project.dependencies)) expect(text, name).toContain(name);
  });

  it('is credited in the notice that ships', () => {
    const notice = licenceNotice();
    for (const { name, version } of runtimePackages(lock)) expect(notice).toContain(`${name} ${version} (`);
    expect(notice).toContain('GloVe');
  });

  it('is in the bill of materials, which is the same each time', () => {
    const bill = JSON.parse(billOfMaterials('1.2.3'));
    expect(billOfMaterials('1.2.3')).toBe(billOfMaterials('1.2.3'));
    const names = bill.components.map(({ name }: { name: string }) => name);
    expect(names).toEqual(
      expect.arrayContaining([...Object.keys(project.dependencies), 'words.bin', 'spam.bin']),
    );
    for (const { hashes } of bill.components)
      expect(hashes[0].content).toMatch(/^[0-9a-f]{64}([0-9a-f]{64})?$/);
  });
});
