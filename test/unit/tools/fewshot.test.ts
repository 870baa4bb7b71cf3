import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
let train: string;
let test: string;

/** Two kinds that any word tells apart. */
const rows = (numbers: number[]) =>
  numbers.flatMap((n) => [
    `baking\tKnead the dough with ${n} spoons of flour and bake the bread in the oven`,
    `rowing\tThe boat crossed the lake in ${n} minutes with eight oars on the water`,
  ]);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-fewshot-'));
  train = join(folder, 'train.tsv');
  test = join(folder, 'test.tsv');
  writeFileSync(train, ['label\ttext', ...rows([1, 2, 3, 4, 5, 6]), ''].join('\n'));
  writeFileSync(test, ['label\ttext', ...rows([11, 12, 13]), ''].join('\n'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('npx', ['tsx', 'tools/fewshot.ts', ...args], {
    encoding: 'utf8',
  });
  return { status, stderr, lines: stdout.split('\n').filter((line) => line !== '') };
}

describe('fewshot', () => {
  it('says for each number of examples how well new labels are told apart', () => {
    const { status, lines } = run(train, test, '--per-label', '1,4', '--seeds', '2', '--json');
    expect(status).toBe(0);
    const told = lines.map((line) => JSON.parse(line));
    expect(told.map(({ perLabel }) => perLabel)).toEqual([1, 4]);
    for (const line of told) {
      expect(Object.keys(line)).toEqual(['perLabel', 'macroF1Mean', 'macroF1Sd', 'aucMean', 'addMillis']);
      expect(line.macroF1Mean).toBe(1);
      expect(line.macroF1Sd).toBe(0);
      expect(line.aucMean).toBe(1);
      expect(line.addMillis).toBeGreaterThan(0);
    }
  }, 60_000);

  it('teaches a head that ships, and says what that cost on its own sets', () => {
    const { status, lines } = run(
      ...[train, test, '--per-label', '4', '--seeds', '1', '--json', '--base', 'spam'],
      ...['--map', 'baking=spam,rowing=ham', '--data', folder],
    );
    expect(status).toBe(0);
    const [line] = lines.map((each) => JSON.parse(each));
    // The head alone calls neither spam.
    expect(line.baseMacroF1).toBeLessThan(0.5);
    expect(line.macroF1Mean).toBe(1);
    // There are no sets of the task in this folder.
    expect(line.baseTaskDrop).toBeNull();
  }, 60_000);

  it('measures what the lessons cost on the sets of the base’s task that the folder has', () => {
    const set = join(folder, 'intent', 'ewt-mood');
    mkdirSync(set, { recursive: true });
    // The set says "command" for what the head calls a request.
    const own = ['question\tWhat time is it?', 'command\tPlease close the door.', 'statement\tIt rained.'];
    writeFileSync(join(set, 'test.tsv'), ['label\ttext', ...own, ''].join('\n'));
    const { status, lines } = run(
      ...[train, test, '--per-label', '2', '--seeds', '1', '--json', '--base', 'intent'],
      ...['--map', 'baking=statement,rowing=praise', '--data', folder],
    );
    expect(status).toBe(0);
    expect(JSON.parse(lines[0]).baseTaskDrop).toBeTypeOf('number');
  }, 60_000);

  it('names what is wrong with its arguments', () => {
    expect(run(train).stderr).toMatch(/usage/);
    expect(run(train, test, '--per-label', '0').stderr).toMatch(/positive integers/);
    expect(run(train, test, '--map', 'a=b').stderr).toMatch(/need --base/);
    const wrong = run(train, test, '--base', 'spam', '--map', 'baking=cake');
    expect(wrong.stderr).toMatch(/no label "cake"/);
    expect(wrong.status).toBe(2);
  }, 60_000);
});
