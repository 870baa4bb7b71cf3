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

  it('says of what nobody has measured how to measure it', () => {
    const text = resultsDocument(() => null);
    expect(text).toContain('`npm run results -- stress` writes results/stress.json');
  });
});
