// @vitest-environment happy-dom
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { accuracySeries, RECENT } from '../../../src/dashboard/progress/series.ts';
import { fakeBrowser } from '../fakeBrowser.ts';
import { FakeEngine } from './fakeEngine.ts';
import { all, choose, close, field, open, settled, text } from './page.ts';

vi.stubGlobal('chrome', fakeBrowser);

describe('accuracy over time', () => {
  test('is what counting from the start gives, at every point', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 300, size: 'max' }), (rights) => {
        const points = accuracySeries(
          rights.map((right) => ({ right })),
          50,
        );
        for (const { lessons, all, recent } of points) {
          const so = rights.slice(0, lessons);
          const last = so.slice(-RECENT);
          const share = (list: boolean[]) => list.filter(Boolean).length / list.length;
          expect(all).toBeCloseTo(share(so), 12);
          expect(recent).toBeCloseTo(share(last), 12);
        }
        expect(points.length).toBe(Math.min(50, rights.length));
        expect(points[0].lessons).toBe(1);
        expect(points.at(-1)!.lessons).toBe(rights.length);
      }),
    );
  });
});

describe('the section', () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });
  afterEach(close);

  test('before there are lessons it says what is needed', async () => {
    open(engine, 'progress');
    await settled(() => expect(text('.empty')).toMatch(/Two lessons/));
    expect(all('.figures dd')[0].textContent).toMatch(/^–/);
    expect(text('main')).toMatch(/Nothing was marked in the last 7 days/);
  });

  test('figures with their interval, and each plot’s numbers in a table', async () => {
    engine.progress = {
      series: [true, false, true, true].map((right, at) => ({
        at,
        label: 'spam',
        said: { label: right ? 'spam' : 'ham', probability: 0.8 },
        right,
      })),
      prequential: { right: 3, of: 4, share: 0.75, low: 0.3, high: 0.95 },
      leaveOneOut: { right: 4, of: 4, share: 1, low: 0.51, high: 1 },
      confusion: [
        [2, 0],
        [1, 1],
      ],
      calibration: [
        { from: 0.7, to: 0.8, count: 0, said: 0, right: 0 },
        { from: 0.8, to: 0.9, count: 4, said: 0.8, right: 0.75 },
      ],
    };
    open(engine, 'progress');
    await settled(() => expect(all('.plot')).toHaveLength(2));
    expect(all('.figures dd').map((figure) => figure.textContent)).toEqual([
      '75%3 of 4; with more of the same kind between 30% and 95%',
      '100%4 of 4; with more of the same kind between 51% and 100%',
    ]);
    const rows = (plot: number) =>
      [...all('.plot')[plot].querySelectorAll('tbody tr')].map((row) =>
        [...row.children].map((cell) => cell.textContent),
      );
    expect(rows(0)).toEqual([
      ['1', '100%', '100%'],
      ['2', '50%', '50%'],
      ['3', '67%', '67%'],
      ['4', '75%', '75%'],
    ]);
    expect(rows(1)).toEqual([['80% – 90%', '4', '80%', '75%']]);
    expect(all('.confusion td').map((cell) => cell.textContent)).toEqual(['2', '0', '1', '1']);
    expect(all('.confusion thead th').map((cell) => cell.textContent)).toEqual([
      'You said',
      'it said: not spam',
      'it said: spam',
    ]);
    // A picture without words would say nothing to whoever can't see it.
    for (const picture of all('.plot svg')) expect(picture.getAttribute('aria-label')).toMatch(/\w/);
  });

  test('another task is asked for', async () => {
    open(engine, 'progress');
    await settled(() => field<HTMLSelectElement>('Task'));
    choose(field<HTMLSelectElement>('Task'), 'intent');
    await settled(() => expect(engine.asksOf('progress').at(-1)).toEqual({ task: 'intent' }));
  });

  test('what was found, by day, site and label', async () => {
    engine.found = {
      counting: true,
      days: 7,
      rows: [{ site: 'forum.test', task: 'spam', label: 'spam', count: 31 }],
      byDay: [{ day: Date.UTC(2026, 0, 5), count: 31 }],
    };
    open(engine, 'progress');
    await settled(() => expect(text('.days')).toMatch(/: 31$/));
    const cells = all('.wide tbody tr').at(-1)!;
    expect([...cells.children].map((cell) => cell.textContent)).toEqual(['forum.test', 'spam', '31']);
  });

  test('that nothing is counted is said', async () => {
    engine.found = { ...engine.found, counting: false };
    open(engine, 'progress');
    await settled(() => expect(text('main')).toMatch(/Counting is switched off/));
  });
});
