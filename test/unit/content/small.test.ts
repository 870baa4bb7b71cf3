// @vitest-environment happy-dom
import './layout.ts';
import { describe, expect, test, vi } from 'vitest';
import type { Block } from '../../../src/content/block.ts';
import { flaggedOf } from '../../../src/content/block.ts';
import { Measure, measure } from '../../../src/content/measure.ts';
import { piecesOf, wouldFlag } from '../../../src/content/pagePort.ts';
import { inSlices } from '../../../src/content/slices.ts';
import { hueOf, Tasks } from '../../../src/content/tasks.ts';
import { uuid } from '../../../src/content/uuid.ts';
import { defaultSettings } from '../../../src/protocol/defaults.ts';
import type { EngineState } from '../../../src/protocol/messages.ts';
import type { TaskId, Verdict } from '../../../src/protocol/verdict.ts';
import { shippedInfo } from '../protocol/infos.ts';

test('a uuid is what the protocol takes for one, and never the same', () => {
  const made = new Set(Array.from({ length: 1000 }, uuid));
  expect(made.size).toBe(1000);
  for (const one of made)
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

describe('measuring', () => {
  test('counts nested work once, counts what throws, and notices long tasks', () => {
    const own = new Measure();
    const clock = vi.spyOn(performance, 'now');
    let now = 0;
    clock.mockImplementation(() => now);
    own.run(() => {
      now += 10;
      own.run(() => {
        now += 20;
      });
    });
    expect(() =>
      own.run(() => {
        now += 51;
        throw new Error('x');
      }),
    ).toThrow('x');
    own.run(() => {
      now += 1;
    });
    clock.mockRestore();
    expect(own.cost).toEqual({ mainThreadMs: 82, runs: 3, slowRuns: 2, longTasks: 1, longestMs: 51 });
  });
});

describe('slices', () => {
  test('do all of the work in short goes, and stop when the signal says so', async () => {
    const before = measure.cost.mainThreadMs;
    const end = new AbortController();
    let left = 60;
    const work = () => {
      for (const until = performance.now() + 1; performance.now() < until; );
      return --left > 0;
    };
    const wake = inSlices(work, end.signal);
    wake();
    wake();
    await vi.waitFor(() => expect(left).toBe(0));
    expect(measure.cost.longTasks).toBe(0);
    expect(measure.cost.mainThreadMs - before).toBeGreaterThan(50);
    left = 1000;
    wake();
    await vi.waitFor(() => expect(left).toBeLessThan(1000));
    end.abort();
    const then = left;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(left).toBe(then);
  });
});

describe('what the popup is shown', () => {
  const state = { tasks: [shippedInfo('spam', ['ham', 'spam'], 'ham')], settings: defaultSettings() };
  const tasks = new Tasks(state as EngineState);
  function verdict(task: TaskId, label: string, flagged: boolean, unsure = false): Verdict {
    return { task, label, probability: 0.6, probabilities: [], flagged, unsure, yours: false };
  }
  let id = 0;
  function block(...verdicts: Verdict[]): Block {
    const element = document.createElement('p');
    element.textContent = `text ${++id}`;
    document.body.append(element);
    const nodes = [element.firstChild as Text];
    const text = element.textContent;
    return { id, element, nodes, from: 0, to: text.length, text, place: 'far', verdicts };
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

  test('how many pieces each step would flag; what one has said oneself, and doubt, stay as they are', () => {
    const at = (probability: number, more: Partial<Verdict> = {}) =>
      block({ ...verdict('spam', 'spam', false), probability, ...more });
    const pieces = [
      at(0.95, { flagged: true }),
      at(0.75),
      at(0.55),
      at(0.99, { label: 'ham' }),
      at(0.99, { unsure: true }),
      at(0.1, { yours: true, flagged: true }),
    ];
    // The lines are at .9, .8, .7, .6 and .5.
    expect(wouldFlag(pieces, tasks)).toEqual({ spam: [2, 2, 3, 3, 4] });
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

describe('ways and pencils', () => {
  const label = (id: string, colour: string) => ({ id, name: id, colour, keywords: [] });
  const own = { ...shippedInfo('own-0000000a', ['a', 'b', 'other'], 'other') };
  own.own = { name: 'Boats', labels: [label('a', '#1d4ed8'), label('b', '#a16207')] };
  const settings = defaultSettings();
  const state = {
    site: 'a.test',
    path: '/news/1',
    settings,
    tasks: [shippedInfo('spam', ['ham', 'spam'], 'ham'), own],
  };
  settings.tasks[own.task] = { on: true, sensitivity: 2, way: 'dim', ways: { b: 'hide' } };
  const tasks = new Tasks(state as unknown as EngineState);
  const said = (task: string, of: string) => ({ task, label: of }) as Verdict;

  test('a label has its own way, and of several the strongest holds', () => {
    expect(tasks.wayOf([said(own.task, 'a')])).toBe('dim');
    expect(tasks.wayOf([said(own.task, 'b')])).toBe('hide');
    expect(tasks.wayOf([said('spam', 'spam'), said(own.task, 'a')])).toBe('dim');
    expect(tasks.wayOf([said(own.task, 'b'), said('spam', 'spam')])).toBe('hide');
    settings.tasks.spam = { ...settings.tasks.spam, way: 'badge' };
    expect(tasks.wayOf([said('spam', 'spam')])).toBe('badge');
    settings.rules = [{ site: 'a.test', path: '/news', reads: null, plain: true }];
    expect(tasks.wayOf([said(own.task, 'b')])).toBe('underline');
  });

  test('a label of one’s own has the pencil nearest to its colour', () => {
    expect(tasks.pencilOf(said('spam', 'spam'))).toBe('spam');
    expect(tasks.pencilOf(said(own.task, 'a'))).toBe('own-blue');
    expect(tasks.pencilOf(said(own.task, 'b'))).toBe('own-amber');
    const hues = ['#ff0000', '#ff0040', '#ffa500', '#00ff00', '#00cccc', '#0000ff', '#8000ff', '#777777'];
    expect(hues.map(hueOf)).toEqual(['red', 'red', 'amber', 'green', 'teal', 'blue', 'violet', 'green']);
  });
});
