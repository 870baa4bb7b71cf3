import { describe, expect, it } from 'vitest';
import { resultsDocument } from '../../../tools/results/document.ts';

describe('RESULTS.md', () => {
  const row = {
    set: 'spam/sms',
    n: 10,
    anchor: [0.9, 0.8, null],
    accuracy: 0.95,
    macroF1: 0.7,
    auc: 0.99,
    ece: 0.05,
    unsure: 0,
    flagPrecision: 1,
    flagRecall: 0.5,
  };
  const figures = {
    measured: '2026-01-02',
    rows: [row],
    own: [],
    intent: [],
    language: { ...row, set: 'language/lingua' },
    pools: [{ task: 'spam', n: 10, ece: 0.01, flagPrecision: 1, flagRecall: 0.5 }],
  };

  it('puts what falls short in bold, and nothing else', () => {
    const text = resultsDocument((name) => (name === 'figures' ? figures : null));
    expect(text).toContain('| spam/sms | 10 | 95.0 (90.0) | **70.0 (80.0)** | 99.0 | **5.0** |');
    expect(text).toContain('| spam | 10 | 1.0 | 100.0 | **50.0** |');
    expect(text).toContain('Measured 2026-01-02');
  });

  it('puts few-shot figures beside their goals, and in bold what falls short', () => {
    const line = { perLabel: 5, macroF1Sd: 0.01, aucMean: 0.9, addMillis: 2 };
    const fresh = [0.76, 0.74].map((macroF1Mean) => ({
      ...{ set: 'a/b', goal: 0.75, manyMean: 0.75, ...line },
      macroF1Mean,
    }));
    const lessons = (macroF1Mean: number, baseTaskDrop: number) => ({
      ...line,
      ...{
        task: 'spam',
        set: 'spam/sms',
        shipped: 0.8,
        alone: 0.9,
        baseMacroF1: 0.5,
        macroF1Mean,
        baseTaskDrop,
      },
    });
    const file = { measured: '2026-01-02', fresh, onBase: [lessons(0.72, 0.01), lessons(0.69, 0.02)] };
    const text = resultsDocument((name) => (name === 'fewshot' ? file : null));
    expect(text).toContain('| a/b | 5 | 76.0 ± 1.0 (75) | 75.0 | 90.0 | 2.0 |');
    expect(text).toContain('| a/b | 5 | **74.0 ± 1.0 (75)** | 75.0 | 90.0 | 2.0 |');
    expect(text).toContain('| spam/sms | 50.0 | 72.0 ± 1.0 | 80.0 | 90.0 | 55 | 1.0 |');
    expect(text).toContain('| spam/sms | 50.0 | 69.0 ± 1.0 | 80.0 | 90.0 | **47** | **2.0** |');
  });

  it('counts false alarms on pages as shares of the pieces, in bold what is too many', () => {
    const row = (wrong: number) => ({
      ...{ part: 'held back', pages: 2, blocks: 1000 },
      marked: { spam: { all: 5, wrong }, toxic: { all: 4, wrong } },
    });
    const file = { measured: '2026-01-02', rows: [row(2), row(3)] };
    const text = resultsDocument((name) => (name === 'alarms' ? file : null));
    expect(text).toContain('| held back | 2 | 1000 | 5 | 2 (0.20) | 4 | 2 (0.20) |');
    expect(text).toContain('| held back | 2 | 1000 | 5 | 3 (0.30) | 4 | **3 (0.30)** |');
  });

  it('says of what nobody has measured how to measure it', () => {
    const text = resultsDocument(() => null);
    expect(text).toContain('`npm run results -- stress` writes results/stress.json');
  });
});
