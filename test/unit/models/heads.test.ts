import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FiguresFile, languageFigures, testFigures } from '../../../tools/results/figures.ts';
import { Heads } from '../../../tools/results/judged.ts';
import { type StressFile, stressFigures } from '../../../tools/results/stress.ts';

/**
 * The committed heads are what RESULTS.md says of them. Whoever changes a head, a feature or a threshold and
 * doesn't measure anew fails here: on sentences of ours everywhere, on the real sets where they are.
 */
const DATA = '../shared/data';
const heads = await Heads.load();
const results = <T>(name: string): T => JSON.parse(readFileSync(`results/${name}.json`, 'utf8'));

/** [text, label] a task: everyday sentences, in none of the sets. */
const FIXTURE: Record<string, [text: string, label: string][]> = {
  spam: [
    ['Congratulations! You have been selected to win a free cruise, call now to claim', 'spam'],
    ['Subscribe to my channel and I will subscribe back, link in my profile', 'spam'],
    ['Lose weight fast with our miracle pills, order now, money back guarantee!!!', 'spam'],
    ['URGENT! Your number has won a cash prize. Reply CLAIM to collect your reward', 'spam'],
    ['Earn $5000 a week from home, no experience needed, visit http://example.com/money', 'spam'],
    ['Are you coming to the rehearsal tonight?', 'ham'],
    ['The second movement is slower than I remembered, but it is beautiful.', 'ham'],
    ['Please find the minutes of the meeting attached.', 'ham'],
    ['I think the bug is in the parser, it fails on empty lines.', 'ham'],
    ['The bridge was closed for repairs after the storm.', 'ham'],
  ],
  toxicity: [
    ['You are a stupid idiot and everybody hates you', 'toxic'],
    ['Shut up, you pathetic moron', 'toxic'],
    ['what a dumb ugly loser you are', 'toxic'],
    ['I do not agree with the last paragraph, but it is well argued.', 'ok'],
    ['My neighbour brought us soup when we were ill.', 'ok'],
    ['The match was postponed because of the rain.', 'ok'],
    ['Thanks, that explains it!', 'ok'],
  ],
  intent: [
    ['Could you please post the list of participants?', 'request'],
    ['Where can I find the manual for this camera?', 'question'],
    ['Thank you so much for your help!', 'thanks'],
    ['This is the worst service I have ever had.', 'complaint'],
    ['What a wonderful photo, great work!', 'praise'],
    ['You have won a free cruise! Call now to claim your prize', 'promotion'],
  ],
  clickbait: [
    ['21 Things Only People Who Grew Up In The 90s Will Understand', 'clickbait'],
    ["You Won't Believe What This Dog Did Next", 'clickbait'],
    ['Which Cake Are You Based On Your Star Sign', 'clickbait'],
    ['Parliament passes budget after long debate', 'news'],
    ['Earthquake of magnitude 6 strikes coast of Chile', 'news'],
  ],
  emotion: [
    ['I am so happy for you, this made my day!', 'joy'],
    ['I miss him so much, I cried all night.', 'sadness'],
    ['I am terrified of flying, I am shaking already.', 'fear'],
    ['This makes me so angry, I hate it.', 'anger'],
    ['I love you all, thank you for being there.', 'love'],
    ['The shop opens at nine.', 'neutral'],
  ],
  sexism: [
    ['Women are too emotional to lead a company and should stay in the kitchen.', 'sexist'],
    ['The bus was late again this morning.', 'not-sexist'],
    ['She has led the company since March.', 'not-sexist'],
  ],
};

describe.each(Object.entries(FIXTURE))('%s', (task, rows) => {
  const head = heads.head(task);
  it.each(rows)('%s → %s', (text, label) => {
    expect(head.labels[heads.judge(head, text).best]).toBe(label);
  });

  it('says what it was trained for, and fits its room', () => {
    expect(head.languages).toEqual(['en']);
    expect(head.toBytes().length).toBeLessThanOrEqual(300_000);
    if (head.outputs === 1) {
      // About the rates that the lines were chosen for, on texts that did not choose them.
      expect(head.falseAlarms).toHaveLength(5);
      expect(head.falseAlarms[2]).toBeLessThan(0.004);
    }
  });
});

it('all of models/ weighs at most 5 MB', () => {
  const bytes = readdirSync('models')
    .filter((name) => name.endsWith('.bin'))
    .reduce((sum, name) => sum + statSync(`models/${name}`).size, 0);
  expect(bytes).toBeLessThanOrEqual(5_000_000);
});

describe('RESULTS.md', () => {
  it('says of the stress sets what comes out', () => {
    const kept = results<StressFile>('stress');
    const now = stressFigures(heads);
    expect(now.silent.map(({ name, flagged }) => [name, flagged])).toEqual(
      kept.silent.map(({ name, flagged }) => [name, flagged]),
    );
    expect(now.found).toEqual(kept.found);
    expect(Object.fromEntries(now.identity.map(({ word, mean }) => [word, mean.toFixed(2)]))).toEqual(
      Object.fromEntries(kept.identity.map(({ word, mean }) => [word, mean.toFixed(2)])),
    );
  });

  it.runIf(existsSync(DATA))('says of the real sets what comes out', { timeout: 120_000 }, () => {
    const kept = results<FiguresFile>('figures');
    const short = (rows: { set: string; accuracy: number | null; macroF1: number | null }[]) =>
      rows.map(({ set, accuracy, macroF1 }) => [set, accuracy?.toFixed(3), macroF1?.toFixed(3)]);
    expect(short(testFigures(heads, DATA).rows)).toEqual(short(kept.rows));
    expect(short([languageFigures(heads, DATA)])).toEqual(short([kept.language]));
  });
});
