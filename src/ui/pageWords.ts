import { words } from '../protocol/words.ts';

/** Tells the browser, and through it a screen reader, in which language and direction this page is written. */
export function setPageWords(title: string): void {
  document.documentElement.lang = words('textLanguage');
  document.documentElement.dir = words('textDirection');
  document.title = title;
}
