import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ExtensionBrowser } from '../../tools/extension.ts';
import { ask, asker, uuid } from './asker.ts';
import { expect, test, useInkling } from './fixtures.ts';
import { tried } from './proof.ts';

/**
 * What is kept meets what can go wrong with a disk: no space, a record that can't be read, a database of a
 * later version. Nothing is lost, nothing half done, and the state says what is wrong.
 */
const shared = useInkling();
const lesson = (n: number) => ({
  lesson: uuid(n),
  text: `Our garden club meets on Sunday, number ${n}`,
  task: 'spam',
  label: 'spam',
  site: '',
});

const lessons = async (page: Page) =>
  (await ask(page, 'lessons', { limit: 100 })).lessons.map(({ id }) => id).sort();

test('a full disk: the lessons are refused, nothing has changed, and later they can be given', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'inkling-small-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', folder]).status === 0;
  test.skip(!isMounted, 'a small disk can be made by root on Linux only');
  let inkling: ExtensionBrowser | undefined;
  try {
    inkling = await ExtensionBrowser.launch({ profile: join(folder, 'profile') });
    const page = await asker(inkling);
    await ask(page, 'teach', lesson(1));
    const before = (await ask(page, 'state', {})).revision;
    const filler = join(folder, 'filler');
    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1k']);
    const many = Array.from({ length: 64 }, (_, n) => ({
      lesson: uuid(n + 2),
      text: `${n} ${'words '.repeat(650)}`,
      task: 'spam',
      label: 'spam',
    }));
    const give = () =>
      page.evaluate(
        (given) =>
          window.client.request('teachAll', { site: '', lessons: given }).then(
            () => 'kept',
            (error: { code: string }) => error.code,
          ),
        many,
      );
    expect(await give()).toBe('storage');
    expect(await give()).toBe('storage');
    expect(await lessons(page)).toEqual([uuid(1)]);
    expect((await ask(page, 'state', {})).revision).toBe(before);
    rmSync(filler);
    expect(await give()).toBe('kept');
    await inkling.killOffscreen();
    expect(await lessons(page)).toHaveLength(65);
    tried('lost', 'lessons on a full disk: refused, nothing half kept, and kept once there is room', 2);
  } finally {
    await inkling?.close();
    spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  }
});

test('records that can’t be read are left where they are, and told of; the others hold', async () => {
  const page = await asker(shared.inkling);
  await ask(page, 'teach', lesson(1));
  const damagedRecords = () =>
    page.evaluate(
      () =>
        new Promise<unknown[]>((resolve, reject) => {
          const opening = indexedDB.open('inkling');
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const reading = opening.result.transaction('lessons').objectStore('lessons').getAll();
            reading.onsuccess = () => {
              opening.result.close();
              resolve(reading.result.filter(({ id }: { id: string }) => !id.startsWith('0')));
            };
          };
        }),
    );
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('inkling');
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('lessons', 'readwrite');
          const store = transaction.objectStore('lessons');
          store.put({ id: 'x', text: 5 });
          store.put({ id: 'y', task: 'spam', label: { toString: 'z' }, order: -1 });
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
          transaction.onerror = () => reject(transaction.error);
        };
      }),
  );
  await shared.inkling.killOffscreen();
  expect((await ask(page, 'state', {})).trouble.damaged).toBe(2);
  expect(await lessons(page)).toEqual([uuid(1)]);
  await ask(page, 'teach', lesson(2));
  await shared.inkling.killOffscreen();
  expect(await lessons(page)).toEqual([uuid(1), uuid(2)]);
  expect(await damagedRecords()).toHaveLength(2);
  await ask(page, 'eraseAll', {});
  expect((await ask(page, 'state', {})).trouble.damaged).toBe(0);
  tried('lost', 'records that can’t be read: left alone and told of, the others hold', 2);
});

test('a database of a later version: texts are judged, nothing is kept or hidden, and it is told', async () => {
  const page = await asker(shared.inkling);
  await ask(page, 'teach', lesson(1));
  await shared.inkling.killOffscreen();
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('inkling', 99);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          opening.result.close();
          resolve();
        };
      }),
  );
  const state = await ask(page, 'state', {});
  expect(state.trouble.blocked).toBe('newer');
  const { verdicts } = await ask(page, 'classify', {
    texts: ['You won a free cruise, claim your prize now'],
  });
  expect(verdicts[0].length).toBeGreaterThan(0);
  const refused = await page.evaluate(
    (params) =>
      window.client.request('teach', params).then(
        () => 'kept',
        (error: { code: string }) => error.code,
      ),
    lesson(2),
  );
  expect(refused).toBe('storage');
  const kept = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open('inkling');
        opening.onsuccess = () => {
          const counting = opening.result.transaction('lessons').objectStore('lessons').count();
          counting.onsuccess = () => {
            opening.result.close();
            resolve(counting.result);
          };
        };
      }),
  );
  expect(kept).toBe(1);
  tried('lost', 'a database of a later version: judged without it, nothing lost, and told', 1);
});
