import type { Progress } from '../../protocol/messages.ts';

/** Lessons over which the recent accuracy is taken. */
export const RECENT = 20;

export interface Point {
  /** How many lessons there were. */
  lessons: number;
  /** Share that was right of all of them so far (of those that are told), and of the last {@link RECENT}. */
  all: number;
  recent: number;
}

/**
 * Prequential accuracy ("test, then train"): after each lesson, how often Inkling had been right before it was told.
 * @param most no more points than this come out; the last is always among them.
 */
export function accuracySeries(series: Pick<Progress['series'][number], 'right'>[], most: number): Point[] {
  const points: Point[] = [];
  let right = 0;
  let recentlyRight = 0;
  series.forEach((lesson, index) => {
    right += Number(lesson.right);
    recentlyRight += Number(lesson.right);
    if (index >= RECENT) recentlyRight -= Number(series[index - RECENT].right);
    const lessons = index + 1;
    points.push({ lessons, all: right / lessons, recent: recentlyRight / Math.min(lessons, RECENT) });
  });
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => points[Math.round(i * step)]);
}
