import type { Found } from '../protocol/messages.ts';
import type { TaskId, Verdict } from '../protocol/verdict.ts';
import { textKey } from './lessons.ts';
import type { FoundRecord } from './records.ts';

/**
 * What was flagged in the last days, counted by day, site and label; texts are not in it. The same piece is
 * counted once a site for as long as the engine runs. The engine notes what it tells pages, and keeps the
 * counts that have changed every few seconds: what a crash loses of them is no harm.
 */
export const DAYS = 7;
const DAY = 86_400_000;
/** Sites a day; the count of more is not kept. */
const MAX_SITES = 500;
const MAX_ROWS = 1000;
/** Pieces remembered, so that they aren't counted again; then it is begun anew. */
const MAX_SEEN = 50_000;

export class FoundCounts {
  readonly #records = new Map<string, FoundRecord>();
  readonly #changed = new Set<string>();
  readonly #seen = new Set<string>();

  constructor(records: readonly FoundRecord[], now: number) {
    for (const record of records) this.#records.set(record.key, record);
    this.#outdate(now);
  }

  /** How many rows are kept. */
  get size(): number {
    return this.#records.size;
  }

  /** Counts what is flagged in a text. Returns whether there was anything new. */
  note(site: string, text: string, verdicts: readonly Verdict[], now: number): boolean {
    const flagged = verdicts.filter((verdict) => verdict.flagged);
    if (flagged.length === 0) return false;
    const piece = `${site} ${textKey(text)}`;
    const fresh = flagged.filter(({ task, label }) => !this.#seen.has(`${piece} ${task} ${label}`));
    if (fresh.length === 0) return false;
    const day = Math.floor(now / DAY);
    const key = `${day} ${site}`;
    let record = this.#records.get(key);
    if (!record) {
      const sites = [...this.#records.values()].filter((each) => each.day === day).length;
      if (sites >= MAX_SITES) return false;
      record = { key, day, site, counts: {} };
      this.#records.set(key, record);
    }
    if (this.#seen.size > MAX_SEEN) this.#seen.clear();
    for (const { task, label } of fresh) {
      this.#seen.add(`${piece} ${task} ${label}`);
      record.counts[task] ??= {};
      record.counts[task][label] = (record.counts[task][label] ?? 0) + 1;
    }
    this.#changed.add(key);
    return true;
  }

  /** What is to be kept and deleted since the last time. */
  takeChanges(now: number): { put: FoundRecord[]; delete: string[] } {
    const outdated = this.#outdate(now);
    const put = [...this.#changed].flatMap((key) => this.#records.get(key) ?? []);
    this.#changed.clear();
    return { put, delete: outdated };
  }

  /** Names of all rows. */
  keys(): string[] {
    return [...this.#records.keys()];
  }

  report(counting: boolean, now: number): Found {
    const first = Math.floor(now / DAY) - DAYS + 1;
    const recent = [...this.#records.values()].filter(({ day }) => day >= first);
    const rows = new Map<string, { site: string; task: TaskId; label: string; count: number }>();
    const byDay = Array.from({ length: DAYS }, (_, i) => ({ day: (first + i) * DAY, count: 0 }));
    for (const { day, site, counts } of recent) {
      for (const [task, labels] of Object.entries(counts)) {
        for (const [label, count] of Object.entries(labels)) {
          const row = rows.get(`${site} ${task} ${label}`) ?? { site, task, label, count: 0 };
          row.count += count;
          rows.set(`${site} ${task} ${label}`, row);
          const at = byDay[day - first];
          if (at) at.count += count;
        }
      }
    }
    const sorted = [...rows.values()].sort((a, b) => b.count - a.count || (a.site < b.site ? -1 : 1));
    return { counting, days: DAYS, rows: sorted.slice(0, MAX_ROWS), byDay };
  }

  #outdate(now: number): string[] {
    const first = Math.floor(now / DAY) - DAYS + 1;
    const outdated = [...this.#records.values()].filter(({ day }) => day < first).map(({ key }) => key);
    for (const key of outdated) {
      this.#records.delete(key);
      this.#changed.delete(key);
    }
    return outdated;
  }
}
