import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTsv } from '../../../tools/data.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-evaluate-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function run(tool: string, args: string[], input = '') {
  const result = spawnSync('npx', ['tsx', `tools/${tool}.ts`, ...args], { encoding: 'utf8', input });
  return { ...result, lines: result.stdout.split('\n').filter((line) => line !== '') };
}

const TEXTS = `label\ttext
junk\tYou have won a free cruise! Call now to claim your prize
junk\tSubscribe to my channel and make money from home, click the link
ham\tAre we still meeting for lunch at noon tomorrow?
ham\tThe committee published its annual report on Tuesday.
other\tsomething that no head knows
`;

describe('readTsv', () => {
  it('reads rows, whatever the line ends, and keeps further tabs', () => {
    expect(readTsv(file('a.tsv', '\uFEFFlabel\ttext\r\nx\ta b\r\ny\tc\td\r\n'))).toEqual([
      { label: 'x', text: 'a b' },
      { label: 'y', text: 'c\td' },
    ]);
  });

  it('names the file and line that it can’t use', () => {
    expect(() => readTsv(file('b.tsv', 'text\tlabel\n'))).toThrow(/b\.tsv: the first line/);
    expect(() => readTsv(file('c.tsv', 'label\ttext\nx\ta\nno tab\n'))).toThrow(/c\.tsv: line 3/);
    expect(() => readTsv(join(folder, 'none.tsv'))).toThrow(/none\.tsv/);
  });
});

describe('evaluate', () => {
  it('prints one object a file with the promised fields', () => {
    const path = file('spam.tsv', TEXTS);
    const { status, lines } = run('evaluate', ['spam', path, path, '--map', 'junk=spam', '--json']);
    expect(status).toBe(0);
    expect(lines).toHaveLength(2);
    const figures = JSON.parse(lines[0]);
    expect(figures).toMatchObject({
      task: 'spam',
      file: path,
      n: 4,
      unmapped: 1,
      accuracy: 1,
      macroF1: 1,
      auc: 1,
    });
    expect(figures.flagPrecision).toBe(1);
    for (const field of ['ece', 'unsure', 'flagRecall', 'microsPerText'])
      expect(figures[field]).toBeTypeOf('number');
    expect(figures.microsPerText).toBeGreaterThan(0);
  });

  it('has no AUC for tasks of many labels, and figures of null for files without a known label', () => {
    const path = file('intent.tsv', 'label\ttext\nthanks\tThank you so much!\n');
    expect(JSON.parse(run('evaluate', ['intent', path, '--json']).lines[0])).toMatchObject({
      n: 1,
      accuracy: 1,
      auc: null,
    });
    const none = JSON.parse(run('evaluate', ['toxicity', path, '--json']).lines[0]);
    expect(none).toMatchObject({
      n: 0,
      unmapped: 1,
      accuracy: null,
      macroF1: null,
      ece: null,
      microsPerText: null,
    });
  });

  it('says what is wrong and ends with 2', () => {
    const path = file('spam2.tsv', TEXTS);
    const wrong: [string[], RegExp][] = [
      [[], /usage/],
      [['spam'], /usage/],
      [['fruit', path], /no such task/],
      [['spam', join(folder, 'none.tsv')], /none\.tsv: can't be read/],
      [['spam', path, '--map', 'junk=nothing'], /no label "nothing"/],
      [['spam', path, '--map', 'junk'], /not from=to/],
      [['spam', path, '--loud'], /usage/],
      [['--own-labels', path], /usage/],
    ];
    for (const [args, message] of wrong) {
      const { status, stdout, stderr } = run('evaluate', args);
      expect([args, status, stdout]).toEqual([args, 2, '']);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/\n {4}at /);
    }
  }, 60_000);

  it('trains and measures a head for a set’s own labels', () => {
    const rows = (n: number, from: number) =>
      Array.from({ length: n }, (_, i) => {
        const fruit = ['apple', 'pear', 'plum'][i % 3];
        return `${fruit}\tthe ${fruit} number ${from + i} is ${['ripe', 'small', 'sweet', 'green'][i % 4]}`;
      });
    const tsv = (name: string, n: number, from: number) =>
      file(name, `label\ttext\n${rows(n, from).join('\n')}\n`);
    const args = [
      '--own-labels',
      tsv('train.tsv', 90, 0),
      tsv('valid.tsv', 30, 100),
      tsv('test.tsv', 30, 200),
      '--json',
    ];
    const first = run('evaluate', args);
    expect(JSON.parse(first.lines[0])).toMatchObject({ task: 'own-labels', n: 30, accuracy: 1, macroF1: 1 });
  }, 60_000);
});

describe('classify', () => {
  it('prints one object a line, an empty line included', () => {
    const { status, lines } = run('classify', ['--json'], 'Thank you so much for your help!\n\nfine\n');
    expect(status).toBe(0);
    expect(lines).toHaveLength(3);
    const { text, tasks } = JSON.parse(lines[0]);
    expect(text).toBe('Thank you so much for your help!');
    expect(Object.keys(tasks)).toEqual(['spam', 'toxicity', 'intent']);
    expect(tasks.intent).toMatchObject({ label: 'thanks', flagged: true, unsure: false });
    const sum = Object.values(tasks.intent.probabilities as Record<string, number>).reduce((a, b) => a + b);
    expect(sum).toBeCloseTo(1, 9);
    expect(JSON.parse(lines[1]).tasks.spam.unsure).toBe(true);
  });

  it('refuses arguments that it does not know', () => {
    expect(run('classify', ['--loud']).status).toBe(2);
  });
});

/** Accuracy and macro F1 of a plain logistic regression trained on each set alone (its "reference"). */
const REFERENCE: [task: string, set: string, accuracy: number, macroF1: number][] = [
  ['spam', 'spam/sms', 0.984, 0.962],
  ['toxicity', 'toxicity/davidson', 0.957, 0.925],
  ['toxicity', 'toxicity/paradetox', 0.963, 0.963],
];

describe.runIf(existsSync('../shared/data'))('the shipped heads on the sets’ own test splits', () => {
  it('reach the reference where they are known to', () => {
    for (const [task, set, accuracy, macroF1] of REFERENCE) {
      const { lines } = run('evaluate', [task, `../shared/data/${set}/test.tsv`, '--json']);
      const figures = JSON.parse(lines[0]);
      expect(figures.accuracy, set).toBeGreaterThanOrEqual(accuracy);
      expect(figures.macroF1, set).toBeGreaterThanOrEqual(macroF1);
    }
  }, 60_000);
});
