// @vitest-environment happy-dom
import './layout.ts';
import { describe, expect, test, vi } from 'vitest';
import type { Block } from '../../../src/content/block.ts';
import { flaggedOf } from '../../../src/content/block.ts';
import { Measure } from '../../../src/content/measure.ts';
import { piecesOf } from '../../../src/content/pagePort.ts';
import { Slices } from '../../../src/content/slices.ts';
import { uuid } from '../../../src/content/uuid.ts';
import type { TaskId, TaskInfo, Verdict } from '../../../src/protocol/verdict.ts';
import { shippedInfo } from '../protocol/infos.ts';

test('a uuid is what the protocol takes for one, and never the same', () => {
  const made = new Set(Array.from({ length: 1000 }, uuid));
  expect(made.size).toBe(1000);
  for (const one of made)
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

describe('measuring', () => {
  test('counts nested work once, counts what throws, and notices long tasks', () => {
    const measure = new Measure();
    const clock = vi.spyOn(performance, 'now');
    let now = 0;
    clock.mockImplementation(() => now);
    measure.run(() => {
      now += 10;
      measure.run(() => {
        now += 20;
      });
    });
    expect(() =>
      measure.run(() => {
        now += 51;
        throw new Error('x');
      }),
    ).toThrow('x');
    measure.run(() => {
      now += 1;
    });
    clock.mockRestore();
    expect(measure).toMatchObject({ mainThreadMs: 82, longTasks: 1 });
  });
});

describe('slices', () => {
  test('do all of the work in short goes, and stop when the signal says so', async () => {
    const measure = new Measure();
    const end = new AbortController();
    let left = 60;
    const work = () => {
      for (const until = performance.now() + 1; performance.now() < until; );
      return --left > 0;
    };
    const slices = new Slices(work, measure, end.signal);
    slices.wake();
    slices.wake();
    await vi.waitFor(() => expect(left).toBe(0));
    expect(measure.longTasks).toBe(0);
    expect(measure.mainThreadMs).toBeGreaterThan(50);
    left = 1000;
    slices.wake();
    await vi.waitFor(() => expect(left).toBeLessThan(1000));
    end.abort();
    const then = left;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(left).toBe(then);
  });
});

describe('what the popup is shown', () => {
  const tasks: TaskInfo[] = [shippedInfo('spam', ['ham', 'spam'], 'ham')];
  function verdict(task: TaskId, label: string, flagged: boolean, unsure = false): Verdict {
    return { task, label, probability: 0.6, probabilities: [], flagged, unsure, yours: false };
  }
  let id = 0;
  function block(...verdicts: Verdict[]): Block {
    const element = document.createElement('p');
    element.textContent = `text ${++id}`;
    document.body.append(element);
    const nodes = [element.firstChild as Text];
    return { id, element, nodes, text: element.textContent, place: 'far', verdicts };
  }

  test('is what is flagged or doubtful, in the order of the page', () => {
    const doubtful = block(verdict('spam', 'spam', false, true));
    const ordinary = block(verdict('spam', 'ham', false));
    const unsurelyOrdinary = block(verdict('spam', 'ham', false, true));
    const flagged = block(verdict('spam', 'spam', true));
    const removed = block(verdict('spam', 'spam', true));
    removed.element.remove();
    const unjudged = { ...block(), verdicts: null };
    const shown = piecesOf([unjudged, removed, flagged, unsurelyOrdinary, ordinary, doubtful], tasks);
    expect(shown.map((piece) => piece.id)).toEqual([doubtful.id, flagged.id]);
  });

  test('is bounded, and what is flagged takes precedence', () => {
    const doubtful = Array.from({ length: 300 }, () => block(verdict('spam', 'spam', false, true)));
    const flagged = Array.from({ length: 150 }, () => block(verdict('spam', 'spam', true)));
    const shown = piecesOf([...doubtful, ...flagged], tasks);
    expect(shown).toHaveLength(200);
    expect(shown.filter(({ verdicts }) => verdicts[0].flagged)).toHaveLength(150);
  });

  test('flagged verdicts come the most serious first', () => {
    const one = block(
      verdict('intent', 'question', true),
      verdict('spam', 'spam', true),
      verdict('toxicity', 'ok', false),
      verdict('toxicity', 'toxic', true),
    );
    expect(flaggedOf(one).map(({ label }) => label)).toEqual(['toxic', 'spam', 'question']);
  });
});
