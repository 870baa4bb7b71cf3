import { useCallback, useEffect, useReducer, useRef } from 'preact/hooks';
import type { EngineParams, ListedLesson } from '../../protocol/messages.ts';
import type { Engine } from '../dashboard.tsx';

/** What one looks for among the lessons; '' stands for any. */
export interface Filter {
  query: string;
  by: 'words' | 'meaning';
  task: string;
  label: string;
  site: string;
}

/** A filter as the engine takes it. */
export function paramsOf({ by, ...texts }: Filter): Omit<EngineParams<'lessons'>, 'limit'> {
  const given = Object.entries(texts).filter(([, text]) => text !== '');
  return { by, ...Object.fromEntries(given) };
}

export interface LessonPages {
  /** How many lessons there are that fit; null before the first answer. */
  total: number | null;
  /** Sites that have lessons. */
  sites: string[];
  /** Undefined while the row is on its way. */
  at(index: number): ListedLesson | undefined;
  /** Says which rows are in sight, so that they are fetched. */
  want(from: number, to: number): void;
}

/** Lessons of one request. */
const PAGE = 100;

interface Shown {
  /** Which filter and revision the pages belong to. */
  filter: string;
  revision: number;
  pages: Map<number, ListedLesson[]>;
  asked: Set<number>;
  total: number | null;
  sites: string[];
  from: number;
  to: number;
}

/**
 * The lessons that fit a filter, a page of them at a time, as the engine tells them; only what is in sight
 * is asked for. With a new revision the pages in sight are asked for again and the old ones stay until the
 * answer is there, so that nothing flickers. Answers to a question of before are dropped.
 */
export function useLessons(
  engine: Engine,
  filter: Filter,
  revision: number,
  fail: (error: unknown) => void,
): LessonPages {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const shown = useRef<Shown>({
    filter: '',
    revision: -1,
    pages: new Map(),
    asked: new Set(),
    total: null,
    sites: [],
    from: 0,
    to: 1,
  }).current;
  const key = JSON.stringify(filter);

  const fetchPages = useCallback(() => {
    for (let page = Math.floor(shown.from / PAGE); page * PAGE < Math.max(shown.to, 1); page++) {
      if (shown.asked.has(page)) continue;
      shown.asked.add(page);
      const { asked } = shown;
      engine
        .request('lessons', { ...paramsOf(JSON.parse(shown.filter)), offset: page * PAGE, limit: PAGE })
        .then(
          ({ lessons, total, sites }) => {
            if (asked !== shown.asked) return;
            shown.pages.set(page, lessons);
            Object.assign(shown, { total, sites });
            redraw(null);
          },
          (error) => {
            if (asked !== shown.asked) return;
            asked.delete(page);
            fail(error);
          },
        );
    }
  }, [engine]);

  useEffect(() => {
    if (shown.filter !== key) {
      // Of another question nothing may stay; how many there were does, so that the list keeps its place.
      shown.pages.clear();
      Object.assign(shown, { from: 0, to: 1 });
    }
    Object.assign(shown, { filter: key, revision, asked: new Set() });
    fetchPages();
  }, [key, revision, fetchPages]);

  return {
    total: shown.total,
    sites: shown.sites,
    at: (index) => shown.pages.get(Math.floor(index / PAGE))?.[index % PAGE],
    want: useCallback(
      (from: number, to: number) => {
        Object.assign(shown, { from, to });
        if (shown.filter !== '') fetchPages();
      },
      [fetchPages],
    ),
  };
}
