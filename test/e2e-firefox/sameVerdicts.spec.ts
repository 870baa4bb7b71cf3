import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { DEFAULT_SENSITIVITY, MAX_BATCH, MAX_TEXT, TASKS, type Verdict } from '../../src/protocol/verdict.ts';
import { ExtensionBrowser } from '../../tools/extension.ts';
import { FirefoxBrowser } from '../../tools/firefox.ts';
import { clientScript } from '../e2e/clientScript.ts';
import { loadJudge } from '../unit/engine/models.ts';

/**
 * Chrome, Firefox and Node say the same of the same text, with the kernels in WebAssembly and without: every
 * probability of every label, to 1e-6. The texts are those of the demo and of the fixtures, and some that are hard to read.
 */
const HARD = [
  '',
  ' ',
  'ok',
  'You are а silly fооl',
  'w\u200bi\u200bn a f.r.e.e cruise',
  '🎉🎉 WIN!!! 🎉🎉 https://win.test/?a=1 call +1 555 0100 now, only $9.99',
  'ＷＩＮ Ａ ＦＲＥＥ ＣＲＵＩＳＥ',
  'Könnten Sie mir bitte sagen, wann der Zug fährt?',
  'هل يمكنك مساعدتي من فضلك؟',
  'नमस्ते, क्या आप मेरी मदद कर सकते हैं?',
  '\ud800 half a character',
  'a'.repeat(MAX_TEXT),
  'free cruise '.repeat(1000).slice(0, MAX_TEXT),
];

/** The texts between the tags of every page in these folders, as they stand there. */
function textsOf(...folders: string[]): string[] {
  const texts = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.html'))
      .flatMap((name) => [...readFileSync(`${folder}/${name}`, 'utf8').matchAll(/>([^<>]{12,})</g)])
      .map(([, text]) => text.replace(/\s+/g, ' ').trim().slice(0, MAX_TEXT)),
  );
  return [...new Set(texts)].filter((text) => text.includes(' '));
}

const texts = [...HARD, ...textsOf('demo', 'test/fixtures/pages')];
const batches = Array.from({ length: Math.ceil(texts.length / MAX_BATCH) }, (_, n) =>
  texts.slice(n * MAX_BATCH, (n + 1) * MAX_BATCH),
);
/** For each text the probabilities of all labels of all tasks. */
const numbers = (verdicts: Verdict[][]) =>
  verdicts.map((of) => of.flatMap(({ probabilities }) => probabilities));

/** Runs in a page of the extension. The batches come as JSON: half a character survives no other way there. */
const judgeAll = async (json: string) => {
  const verdicts: Verdict[][] = [];
  for (const batch of JSON.parse(json) as string[][]) {
    verdicts.push(...(await window.client.request('classify', { texts: batch })).verdicts);
  }
  return verdicts;
};

test('the same text has the same verdict in Chrome, Firefox and Node', async () => {
  const judge = loadJudge();
  const settings = Object.fromEntries(
    TASKS.map((task) => [task, { on: true, sensitivity: DEFAULT_SENSITIVITY }]),
  ) as Parameters<typeof judge.verdicts>[1];
  const inNode = numbers(texts.map((text) => judge.verdicts(text, settings)));

  const script = await clientScript();
  const chrome = await ExtensionBrowser.launch();
  const page = await chrome.context.newPage();
  await page.goto(chrome.url('manifest.json'));
  await page.evaluate(script);
  const inChrome = numbers(await page.evaluate(judgeAll, JSON.stringify(batches)));
  await chrome.close();

  const inFirefox = await verdictsOfFirefox(script, {});
  const withoutWasm = await verdictsOfFirefox(script, {
    'javascript.options.wasm': false,
    'javascript.options.wasm_trustedprincipals': false,
  });

  expect(texts.length).toBeGreaterThan(100);
  for (const others of [inChrome, inFirefox, withoutWasm]) {
    expect(others.map((row) => row.length)).toEqual(inNode.map((row) => row.length));
  }
  const apart = (a: number[][], b: number[][]) =>
    Math.max(...a.flatMap((row, n) => row.map((p, k) => Math.abs(p - b[n][k]))));
  const distances = {
    Chrome: apart(inNode, inChrome),
    Firefox: apart(inNode, inFirefox),
    'Firefox without WebAssembly': apart(inNode, withoutWasm),
  };
  console.log(`${texts.length} texts; greatest distance from plain TypeScript in Node:`, distances);
  // Else both ran the same code.
  expect(distances['Firefox without WebAssembly']).not.toBe(distances.Firefox);
  // NaN is no match either.
  for (const [name, distance] of Object.entries(distances)) expect(distance, name).toBeLessThanOrEqual(1e-6);
});

async function verdictsOfFirefox(script: string, prefs: Record<string, unknown>): Promise<number[][]> {
  const firefox = await FirefoxBrowser.launch({ prefs });
  try {
    const ground = await firefox.extensionPage();
    await ground.evaluate(script);
    return numbers(await ground.evaluate(judgeAll, JSON.stringify(batches)));
  } finally {
    await firefox.close();
  }
}
