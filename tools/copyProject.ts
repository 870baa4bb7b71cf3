import { cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** What is made from the rest, or needn't be there twice. */
const LEFT = new Set(['node_modules', 'dist', 'out', 'test-results', '.git', 'PROOF.md']);

/** Copies the project into a new folder, where it can be built and changed. Whoever asks for it deletes it. */
export function copyProject(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'inkling-copy-'));
  cpSync(root, copy, { recursive: true, filter: (path) => !LEFT.has(relative(root, path)) });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}
