import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ExtensionBrowser } from '../../tools/extension.ts';
import { ask, asker, uuid } from './asker.ts';
import { expect, test } from './fixtures.ts';
import { tried } from './proof.ts';

/**
 * What there is when the database itself is gone: the copies that Inkling writes by itself, in a real browser and
 * its private file system; and a database that another version holds.
 */
const lesson = (n: number) => ({
  lesson: uuid(n),
  text: `Our garden club meets on Sunday, number ${n}`,
  task: 'spam' as const,
  label: 'spam',
  site: '',
});

let profile: string;
let inkling: ExtensionBrowser;
test.beforeEach(async () => {
  profile = mkdtempSync(join(tmpdir(), 'inkling-backups-'));
  inkling = await ExtensionBrowser.launch({ profile });
});
test.afterEach(async () => {
  await inkling.close();
  rmSync(profile, { recursive: true, force: true });
});

const backups = async (page: Page) => (await ask(page, 'usage', {})).backups;
const lessonIds = async (page: Page) =>
  (await ask(page, 'lessons', { limit: 100 })).lessons.map(({ id }) => id).sort();

/** Three lessons and a setting, and a backup of them. */
async function withBackup(): Promise<Page> {
  const page = await asker(inkling);
  for (const n of [1, 2, 3]) await ask(page, 'teach', lesson(n));
  await ask(page, 'setTask', { task: 'intent', on: true, sensitivity: 4 });
  await expect.poll(() => backups(page), { timeout: 30_000 }).toHaveLength(1);
  return page;
}

/** Every file of the extension's IndexedDB, as a faulty disk would leave them. */
function ruinDatabase(): number {
  const folder = join(profile, 'Default/IndexedDB');
  const files = readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => path.includes('chrome-extension') && statSync(path).isFile());
  for (const path of files) writeFileSync(path, 'ruined '.repeat(100));
  return files.length;
}

async function again(): Promise<Page> {
  inkling = await ExtensionBrowser.launch({ profile });
  return asker(inkling);
}

test('a ruined database: what was learned is offered from the backup, and put back', async () => {
  test.setTimeout(120_000);
  await withBackup();
  await inkling.kill();
  expect(ruinDatabase()).toBeGreaterThan(0);
  const page = await again();
  const lost = await ask(page, 'state', {});
  expect(lost).toMatchObject({ lessons: 0, storage: 'kept', trouble: { lost: { lessons: 3 } } });
  const popup = await inkling.openPopup(page);
  await expect(popup.locator('.notice')).toContainText('Lessons that would come back: 3');
  await popup.getByRole('button', { name: 'Put back' }).click();
  await expect(popup.getByRole('status')).toContainText('Put back. Lessons now: 3');
  await expect(popup.locator('.notice')).toHaveCount(0);
  expect(await lessonIds(page)).toEqual([uuid(1), uuid(2), uuid(3)]);
  await inkling.killOffscreen();
  const after = await ask(page, 'state', {});
  expect(after).toMatchObject({ lessons: 3, trouble: { lost: null } });
  expect(after.settings.tasks.intent.sensitivity).toBe(4);
  tried('lost', 'the files of the database are ruined: all is put back from the backup', 1);
});

test('left, it is not offered again; erased, no backup is left', async () => {
  test.setTimeout(120_000);
  await withBackup();
  await inkling.close();
  ruinDatabase();
  let page = await again();
  await page.goto(inkling.url('src/dashboard/dashboard.html'));
  await page.getByRole('button', { name: 'Leave it' }).click();
  await expect(page.locator('main .notice')).toHaveCount(0);
  page = await asker(inkling);
  await ask(page, 'teach', lesson(4));
  await inkling.killOffscreen();
  expect(await ask(page, 'state', {})).toMatchObject({ lessons: 1, trouble: { lost: null } });
  await expect.poll(async () => (await backups(page)).length, { timeout: 30_000 }).toBeGreaterThan(0);
  await ask(page, 'eraseAll', {});
  expect(await backups(page)).toEqual([]);
  const left = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const names: string[] = [];
    for await (const name of (await root.getDirectoryHandle('backups')).keys()) names.push(name);
    return names;
  });
  expect(left).toEqual([]);
  tried('lost', 'a backup is left alone, and erased with everything else', 1);
});

test('ruined backups are refused, and Inkling starts as on the first day', async () => {
  test.setTimeout(120_000);
  const page = await withBackup();
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('backups');
    for await (const handle of folder.values()) {
      const writing = await (handle as FileSystemFileHandle).createWritable({ keepExistingData: true });
      await writing.write({ type: 'write', position: 300, data: 'ruined' });
      await writing.close();
    }
  });
  await inkling.close();
  ruinDatabase();
  const next = await again();
  expect(await ask(next, 'state', {})).toMatchObject({ lessons: 0, trouble: { lost: null } });
  await ask(next, 'putBack', {});
  expect((await ask(next, 'state', {})).lessons).toBe(0);
  await ask(next, 'teach', lesson(9));
  tried('lost', 'a ruined database and a ruined backup: refused, and a fresh start', 1);
});

test('an older Inkling still has the database open: it is said, waited for, and then everything is there', async () => {
  test.setTimeout(60_000);
  // As a page of the version before would: open at version 1, deaf to the wish to upgrade.
  const old = await inkling.context.newPage();
  await old.goto(inkling.url('manifest.json'));
  const page = await asker(inkling);
  await ask(page, 'state', {});
  await inkling.killOffscreen();
  await old.evaluate(
    (record) =>
      new Promise<void>((resolve, reject) => {
        const deleting = indexedDB.deleteDatabase('inkling');
        deleting.onsuccess = () => {
          const opening = indexedDB.open('inkling', 1);
          opening.onupgradeneeded = () => {
            opening.result.createObjectStore('lessons', { keyPath: 'id' }).put(record);
            opening.result.createObjectStore('state').put(1, 'revision');
          };
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            (globalThis as { held?: unknown }).held = opening.result;
            resolve();
          };
        };
      }),
    { id: uuid(1), task: 'spam', label: 'spam', text: lesson(1).text, site: '', at: 1, order: 1 },
  );
  expect((await ask(page, 'state', {})).trouble.blocked).toBe('older');
  const popup = await inkling.openPopup(page);
  await expect(popup.locator('.notice')).toContainText('The Inkling of before the update is still running');
  const refused = await page.evaluate(
    (params) =>
      window.client.request('teach', params).then(
        () => 'kept',
        (error: { code: string }) => error.code,
      ),
    lesson(2),
  );
  expect(refused).toBe('storage');
  await old.close();
  await expect(popup.locator('.notice')).toHaveCount(0, { timeout: 15_000 });
  expect(await lessonIds(page)).toEqual([uuid(1)]);
  await ask(page, 'teach', lesson(2));
  await inkling.killOffscreen();
  expect(await lessonIds(page)).toEqual([uuid(1), uuid(2)]);
  tried('lost', 'an upgrade that an older version blocks: told, waited for, nothing lost', 1);
});
