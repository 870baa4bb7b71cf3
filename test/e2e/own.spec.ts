import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExtensionBrowser } from '../../tools/extension.ts';
import { ask, asker } from './asker.ts';
import { expect, test, useInkling } from './fixtures.ts';

/**
 * What a person makes their own, in a real browser, engine and disk: a label from a few examples, on the page
 * and after a restart; a task given to somebody else and taken out again; the three ways to keep lessons.
 */
const TASK = 'own-0000abcd';
const GARDEN = [
  'The roses need pruning before the first frost in the garden.',
  'We planted tomatoes and beans in the raised garden bed.',
  'My garden is full of weeds after the rain, the soil is heavy.',
  'Sow the seeds in spring and water the young plants daily.',
  'The gardener put compost around the apple tree and the roses.',
];
const NEW_GARDEN = 'Plant the beans after the frost and water the soil in your garden.';
const PLAIN = 'The bank said that the computer system was restarted on Monday.';
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const labels = [{ id: 'garden', name: 'Garden', colour: '#336699', keywords: [] }];
const lessons = GARDEN.map((text, i) => ({ lesson: uuid(i), text, task: TASK, label: 'garden' }));

type Page = Awaited<ReturnType<typeof asker>>;
async function makeTask(page: Page): Promise<void> {
  await ask(page, 'putTask', { task: TASK, name: 'Garden', labels });
  await ask(page, 'teachAll', { lessons, site: '' });
}
const verdict = async (page: Page, text: string, task = TASK) =>
  (await ask(page, 'classify', { texts: [text] })).verdicts[0].find((each) => each.task === task);

/** Texts that are underlined in the colours of the person's own labels. */
function ownMarks(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...CSS.highlights]
      .filter(([name]) => name.startsWith('inkling-own-'))
      .flatMap(([, highlight]) => [...highlight].map((range) => range.startContainer.textContent ?? '')),
  );
}

/** Every word of it that lies in the extension's IndexedDB, read past the engine. */
function disk(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('inkling');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const all = await Promise.all(
      [...database.objectStoreNames].map(
        (table) =>
          new Promise((resolve) => {
            const request = database.transaction(table).objectStore(table).getAll();
            request.onsuccess = () => resolve(request.result);
          }),
      ),
    );
    database.close();
    return JSON.stringify(all, (_, value) =>
      value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value,
    );
  });
}

test.describe('a task of one’s own', () => {
  const shared = useInkling();

  test('of five examples marks a page at once; without it the page is as before', async () => {
    const engine = await asker(shared.inkling);
    const page = await shared.inkling.context.newPage();
    await page.goto(shared.demo.url);
    await page.evaluate((text) => {
      const piece = document.createElement('p');
      piece.textContent = text;
      document.body.prepend(piece);
    }, NEW_GARDEN);
    await makeTask(engine);
    expect(await verdict(engine, NEW_GARDEN)).toMatchObject({ label: 'garden', flagged: true, yours: false });
    expect(await verdict(engine, PLAIN)).toMatchObject({ label: 'other', flagged: false });
    await expect.poll(() => ownMarks(page)).toContain(NEW_GARDEN);
    await ask(engine, 'removeTask', { task: TASK });
    await expect.poll(() => ownMarks(page)).toEqual([]);
    expect((await ask(engine, 'state', {})).lessons).toBe(0);
  });

  test('is given to somebody else, previewed, added, and taken out again exactly', async () => {
    const engine = await asker(shared.inkling);
    await makeTask(engine);
    const { file, bytes, texts } = await ask(engine, 'exportTask', { task: TASK, texts: false });
    expect(bytes).toBeLessThan(60_000);
    expect(texts).toEqual([]);
    const info = await ask(engine, 'inspectFile', { file, texts: [PLAIN, NEW_GARDEN] });
    expect(info).toMatchObject({ kind: 'task', name: 'Garden', into: [TASK], flags: [{ text: 1 }] });
    const before = await verdict(engine, NEW_GARDEN);
    const state = await ask(engine, 'importFile', {
      import: uuid(900).replace('00000000', '11111111'),
      file,
      as: { kind: 'into', task: TASK },
    });
    expect(state.imports).toHaveLength(1);
    expect((await verdict(engine, NEW_GARDEN))!.probability).not.toBe(before!.probability);
    await ask(engine, 'removeImport', { import: state.imports[0].id });
    expect((await verdict(engine, NEW_GARDEN))!.probability).toBeCloseTo(before!.probability, 9);
    await ask(engine, 'removeTask', { task: TASK });

    const theirs = 'own-99999999';
    await ask(engine, 'importFile', { import: uuid(901), file, as: { kind: 'task', task: theirs } });
    expect(await verdict(engine, NEW_GARDEN, theirs)).toMatchObject({ label: 'garden' });
    await ask(engine, 'removeTask', { task: theirs });
  });

  test('everything is exported, erased, and there again', async () => {
    const engine = await asker(shared.inkling);
    await makeTask(engine);
    const before = await verdict(engine, NEW_GARDEN);
    const { file } = await ask(engine, 'exportAll', {});
    await ask(engine, 'eraseAll', {});
    expect(await disk(engine)).not.toContain('tomatoes');
    expect(await ask(engine, 'usage', {})).toMatchObject({ lessons: 0, tasks: 0, requests: 0 });
    await ask(engine, 'importAll', { file, how: 'replace' });
    expect((await verdict(engine, NEW_GARDEN))!.probability).toBeCloseTo(before!.probability, 9);
    await ask(engine, 'eraseAll', {});
  });

  test('a preview says what a lesson would change, and changes nothing', async () => {
    const engine = await asker(shared.inkling);
    const change = { text: PLAIN, task: 'spam', label: 'spam' };
    const { changed } = await ask(engine, 'preview', { change, texts: [PLAIN, GARDEN[0]] });
    expect(changed).toMatchObject([{ text: 0, before: { flagged: false }, after: { flagged: true } }]);
    expect(await ask(engine, 'state', {})).toMatchObject({ lessons: 0 });
  });
});

test('features only: no text is on the disk, the key can’t be read out, and all holds after a restart', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'inkling-profile-'));
  try {
    let inkling = await ExtensionBrowser.launch({ profile });
    let engine = await asker(inkling);
    await makeTask(engine);
    const before = await verdict(engine, NEW_GARDEN);
    expect(await disk(engine)).toContain('tomatoes');
    await ask(engine, 'setStorageMode', { mode: 'features' });
    expect(await disk(engine)).not.toContain('tomatoes');
    await inkling.close();

    inkling = await ExtensionBrowser.launch({ profile });
    engine = await asker(inkling);
    expect((await verdict(engine, NEW_GARDEN))!.probability).toBeCloseTo(before!.probability, 9);
    expect(await verdict(engine, GARDEN[0])).toMatchObject({ label: 'garden', yours: true });
    await ask(engine, 'setStorageMode', { mode: 'weights' });
    expect((await ask(engine, 'state', {})).lessons).toBe(0);
    expect((await verdict(engine, NEW_GARDEN))!.probability).toBeCloseTo(before!.probability, 4);
    expect(inkling.errors).toEqual([]);
    await inkling.close();
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
});
