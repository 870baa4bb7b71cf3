import { describe, expect, test } from 'vitest';
import { gapsOf, languages, messagesOf, SOURCE } from '../../tools/locales.ts';

/** Every language says everything that English says. What is missing: `npx tsx tools/locales.ts`. */
const source = messagesOf(SOURCE);
/** A name, and a text to be judged, which the shipped heads can read. */
const SAME_EVERYWHERE = ['extName', 'dashboard_judgeHint'];

test('there are the languages that are promised', () => {
  expect(languages().sort()).toEqual(['ar', 'de', 'zh_CN']);
});

describe.each(languages())('%s', (language) => {
  const translated = messagesOf(language);

  test('has the keys of English, no fewer and no more, with their placeholders', () => {
    expect(gapsOf(source, translated)).toEqual({ missing: [], left: [], placeholders: [] });
  });

  test('is translated: no English sentence was left', () => {
    const sentences = Object.keys(source).filter(
      (key) => source[key].message.split(' ').length > 3 && !SAME_EVERYWHERE.includes(key),
    );
    expect(sentences.filter((key) => translated[key]?.message === source[key].message)).toEqual([]);
    for (const key of SAME_EVERYWHERE) expect(translated[key]?.message).toBe(source[key].message);
  });

  test('names its language and direction', () => {
    const expected = { ar: ['ar', 'rtl'], de: ['de', 'ltr'], zh_CN: ['zh-CN', 'ltr'] }[language];
    expect([translated.textLanguage?.message, translated.textDirection?.message]).toEqual(expected);
  });

  test('fits into the stores', () => {
    expect(translated.extDescription?.message.length).toBeLessThanOrEqual(132);
  });

  test('keeps the keys of the hint, and no empty words', () => {
    expect(translated.popup_keys?.message).toMatch(/Enter.*R.*W.*U/);
    expect(Object.keys(translated).filter((key) => !translated[key].message.trim())).toEqual([]);
  });
});

test('in German one is addressed as “du”, and nobody’s gender is named', () => {
  const wrong = Object.entries(messagesOf('de')).filter(
    ([, { message }]) =>
      /\b(Ihnen|Ihre[rmns]?)\b|(?<=[a-zäöüß,] )Sie\b/.test(message) ||
      /\b(Nutzer|Benutzer|Anwender)(?!:|freundlich)\b/.test(message),
  );
  expect(wrong.map(([key, { message }]) => `${key}: ${message}`)).toEqual([]);
});
