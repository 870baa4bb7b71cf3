import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { copyProject } from './copyProject.ts';
import { BROWSERS } from './manifest.ts';

/**
 * Builds the project again in another folder. Returns the files of `dist` that differ from those of the build
 * that is there, or are in one of the two only: there should be none, so that anyone can check a release.
 */
export function notReproduced(root: string): string[] {
  const copy = copyProject(root);
  try {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'tools/build.ts'], {
      cwd: copy,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the copy can’t be built: ${stderr}`);
    return BROWSERS.flatMap((browser) =>
      differences(join(root, 'dist', browser), join(copy, 'dist', browser)).map(
        (path) => `${browser}/${path}`,
      ),
    );
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Paths of files in which two folders differ, or that only one of them has. */
export function differences(a: string, b: string): string[] {
  const [ofA, ofB] = [filesOf(a), filesOf(b)];
  const all = [...new Set([...ofA, ...ofB])].sort();
  return all.filter(
    (path) =>
      !ofA.has(path) || !ofB.has(path) || !readFileSync(join(a, path)).equals(readFileSync(join(b, path))),
  );
}

function filesOf(folder: string): Set<string> {
  return new Set(
    readdirSync(folder, { recursive: true })
      .map(String)
      .filter((path) => statSync(join(folder, path)).isFile()),
  );
}
