import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { RATE, say, type Word } from '../../examples/left-or-right/voice.ts';
import { Random } from '../../src/elm/index.ts';
import { expectAccessible } from './accessible.ts';
import { useGallery } from './gallery.ts';

/** What the made-up voice says into the browser's made-up microphone: five of each word, then these. */
const STEERING: Word[] = ['left', 'right', 'right', 'left', 'left', 'right'];
const SAID: Word[] = [...Array<Word>(5).fill('left'), ...Array<Word>(5).fill('right'), ...STEERING];
const folder = mkdtempSync(join(tmpdir(), 'words-'));
const wav = join(folder, 'said.wav');
writeFileSync(wav, wavOf(said()));

const gallery = useGallery([
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-audio-capture=${wav}%noloop`,
  '--autoplay-policy=no-user-gesture-required',
]);
let page: Page;

test.beforeEach(async () => {
  page = gallery.page;
  await gallery.visit('left-or-right');
});

test.afterAll(() => rmSync(folder, { recursive: true }));

/** Some seconds of a quiet room, then a word each second and a half. */
function said(): Float32Array {
  const random = new Random(21);
  const begin = 4 * RATE;
  const gap = 1.5 * RATE;
  const sound = Float32Array.from({ length: begin + gap * (SAID.length + 2) }, () => 0.002 * random.normal());
  SAID.forEach((word, k) => {
    say(word, { pitch: 160, tract: 1.08 }, random).forEach((value, i) => {
      sound[begin + gap * k + i] += value;
    });
  });
  return sound;
}

/** 16 bits, one channel, three times the samples, as microphones give. */
function wavOf(sound: Float32Array): Buffer {
  const rate = 3 * RATE;
  const file = Buffer.alloc(44 + 6 * sound.length);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(2 * rate, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(6 * sound.length, 40);
  for (let k = 0; k < 3 * sound.length; k++) {
    const [from, part] = [Math.floor(k / 3), (k % 3) / 3];
    const value = sound[from] * (1 - part) + (sound[from + 1] ?? 0) * part;
    file.writeInt16LE(Math.round(32_767 * Math.max(-1, Math.min(1, value))), 44 + 2 * k);
  }
  return file;
}

const numbers = async (id: string) =>
  ((await page.locator(`#${id}`).textContent()) as string).match(/[\d.]+/g)?.map(Number) ?? [];

async function learnVoice(): Promise<void> {
  await page.getByRole('button', { name: 'Learn this made-up voice' }).click();
  await expect(page.locator('body')).toHaveAttribute('data-measured', 'true', { timeout: 30_000 });
}

/** What lies there, by what the page said before. */
function lies(ahead: string, word: Word): string {
  const found = /left (?:a |open )(\w+), on the right (?:a |open )(\w+)/.exec(ahead) as RegExpExecArray;
  return found[word === 'left' ? 1 : 2];
}

/** What the page has to say once the boat has gone that way. */
function scored(ahead: string, word: Word): string {
  const [lilies, rocks] = (/Lilies: (\d+), rocks: (\d+)/.exec(ahead) as RegExpExecArray).slice(1).map(Number);
  const thing = lies(ahead, word);
  return `Lilies: ${lilies + Number(thing === 'lily')}, rocks: ${rocks + Number(thing === 'rock')}`;
}

test('learns a made-up voice, and says how well it tells it, also in noise', async () => {
  await expect(page.locator('#right')).toHaveText('–');
  await learnVoice();
  await expectAccessible(page);
  await expect(page.locator('#counts')).toHaveText('5, 5');
  const [right, of] = await numbers('right');
  expect(of).toBe(10);
  expect(right).toBeGreaterThanOrEqual(9);
  const [steered, noises] = await numbers('steered');
  expect(noises).toBe(40);
  expect(steered).toBeLessThanOrEqual(4);
  const levels = await page
    .locator('#levels tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('td')].map((cell) => Number.parseFloat(cell.textContent))),
    );
  expect(levels.length).toBe(5);
  expect(levels[0][0]).toBeGreaterThan(90);
  expect(levels[4][0]).toBeLessThan(levels[0][0]);
  for (const shares of levels) expect(shares[0] + shares[1] + shares[2]).toBeCloseTo(100, 0);
  expect((await numbers('trained'))[0]).toBeGreaterThan(0);
  await expect(page.locator('#size')).toHaveText(/kB$/);

  // Words steer.
  let ahead = (await page.locator('#ahead').textContent()) as string;
  for (const [move, word] of (['right', 'left', 'left', 'right'] as const).entries()) {
    const name = word === 'left' ? 'The made-up voice says left' : 'It says right';
    await page.getByRole('button', { name }).click();
    await expect(page.locator('#heard')).toContainText(word);
    await expect(page.locator('#ahead')).toContainText(`moves left: ${19 - move}.`);
    await expect(page.locator('#ahead')).toContainText(scored(ahead, word));
    ahead = (await page.locator('#ahead').textContent()) as string;
  }
  expect((await numbers('understood'))[0]).toBeGreaterThan(0);

  await page.getByRole('button', { name: 'Take the last one back' }).click();
  await expect(page.locator('#counts')).toHaveText('5, 4');
  await page.getByRole('button', { name: 'Forget all recordings' }).click();
  await expect(page.locator('#right')).toHaveText('–');
  await expect(page.getByRole('button', { name: 'It says right' })).toBeDisabled();
});

test('learns two words by the microphone and is steered by it', async () => {
  test.setTimeout(90_000);
  await page.getByRole('button', { name: 'Use the microphone' }).click();
  await page.getByRole('button', { name: 'Record five of each' }).click();
  await expect(page.locator('#state')).toHaveText('Say your word for left: 1 of 5.');
  await expect(page.locator('#state')).toHaveText('Say your word for right: 1 of 5.', { timeout: 20_000 });
  await expect(page.locator('#state')).toHaveText('Say one of your words to steer.', { timeout: 20_000 });
  await expect(page.locator('#counts')).toHaveText('5, 5');
  const heard: string[] = [];
  for (const [move, word] of STEERING.entries()) {
    await expect(page.locator('#ahead')).toContainText(`moves left: ${19 - move}.`, { timeout: 15_000 });
    heard.push(((await page.locator('#heard').textContent()) as string).split(',')[0]);
    expect(heard.at(-1)).toBe(word);
  }
  await expect(page.locator('body')).toHaveAttribute('data-measured', 'true', { timeout: 30_000 });
  const [right, of] = await numbers('right');
  expect(of).toBe(10);
  expect(right).toBeGreaterThanOrEqual(9);
  await page.getByRole('button', { name: 'Stop the microphone' }).click();
  await expect(page.locator('#state')).toHaveText('The microphone is off.');
});

test('without a microphone it says so, and goes on', async () => {
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await page.getByRole('button', { name: 'Use the microphone' }).click();
  await expect(page.locator('#trouble')).toContainText(
    'There is no microphone to be had here (NotAllowedError)',
  );
  await expect(page.getByRole('button', { name: 'Record five of each' })).toBeDisabled();
  await page.getByRole('button', { name: 'right →' }).click();
  await expect(page.locator('#ahead')).toContainText('moves left: 19');
});

test('the keyboard plays the whole game', async () => {
  await page.getByRole('button', { name: '← left' }).focus();
  for (let move = 0; move < 20; move++) {
    const ahead = (await page.locator('#ahead').textContent()) as string;
    const word = lies(ahead, 'left') === 'lily' || lies(ahead, 'right') === 'rock' ? 'left' : 'right';
    await page.keyboard.press(word === 'left' ? 'ArrowLeft' : 'ArrowRight');
    await expect(page.locator('#ahead')).toContainText(scored(ahead, word));
  }
  await expect(page.locator('#ahead')).toContainText('You are there');
  await page.getByRole('button', { name: 'Begin again' }).click();
  await expect(page.locator('#ahead')).toContainText('moves left: 20');
});

test('saves and loads without a recording, and refuses what is no model of its own', async () => {
  await learnVoice();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the model' }).click();
  const file = await (await download).path();
  // Less than a hundredth of a second of sound would be as large.
  expect(readFileSync(file).length).toBeLessThan(20_000);
  await page.reload();
  await page.locator('body[data-ready]').waitFor();
  await page
    .getByLabel('Load a model')
    .setInputFiles({ name: 'bad.elm', mimeType: 'application/octet-stream', buffer: Buffer.from('{"a":1}') });
  await expect(page.locator('#loaded')).toContainText('That did not work: ');
  await expect(page.getByRole('button', { name: 'It says right' })).toBeDisabled();
  await page.getByLabel('Load a model').setInputFiles(file);
  await expect(page.locator('#loaded')).toContainText('It knows its two words.');
  await page.getByRole('button', { name: 'It says right' }).click();
  await expect(page.locator('#heard')).toContainText('right');
});

test('fits a narrow window, also from right to left', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  const tooWide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await tooWide()).toBeLessThanOrEqual(0);
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  expect(await tooWide()).toBeLessThanOrEqual(0);
});
