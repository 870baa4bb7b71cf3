import { words } from '../protocol/words.ts';

/** Numbers, shares, sizes and dates as the reader's language writes them. */

const language = () => words('textLanguage') || 'en';

/** 1234 → "1,234" */
export function count(number: number): string {
  return new Intl.NumberFormat(language()).format(number);
}

/** 0.914 → "91 %" in the reader's way; with `digits` after the point. */
export function percent(share: number, digits = 0): string {
  return new Intl.NumberFormat(language(), {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(share);
}

/** A share that may be very small, never rounded to nothing: 0.0005 → "0.05 %". */
export function smallPercent(share: number): string {
  return new Intl.NumberFormat(language(), { style: 'percent', maximumSignificantDigits: 2 }).format(share);
}

/** 12345 → "12.1 kB" */
export function size(bytes: number): string {
  const [unit, of] =
    bytes < 1000 ? ['byte', 1] : bytes < 1_000_000 ? ['kilobyte', 1000] : ['megabyte', 1_000_000];
  return new Intl.NumberFormat(language(), {
    style: 'unit',
    unit: unit as string,
    unitDisplay: 'short',
    maximumFractionDigits: bytes / (of as number) < 10 && unit !== 'byte' ? 1 : 0,
  }).format(bytes / (of as number));
}

/** A day, short. */
export function day(at: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium' }).format(at);
}

/** A day and the time. */
export function moment(at: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** One, two and three, as the reader's language joins them. */
export function listed(parts: readonly string[]): string {
  return new Intl.ListFormat(language()).format(parts);
}

/** Milliseconds or microseconds, whichever reads well. Browsers' clocks are coarse: none shows as 0. */
export function duration(milliseconds: number): string {
  if (milliseconds <= 0) return words('dashboard_tooShort');
  const [unit, value] =
    milliseconds < 1 ? ['microsecond', milliseconds * 1000] : ['millisecond', milliseconds];
  return new Intl.NumberFormat(language(), {
    style: 'unit',
    unit: unit as string,
    unitDisplay: 'short',
    maximumFractionDigits: (value as number) < 10 ? 1 : 0,
  }).format(value as number);
}
