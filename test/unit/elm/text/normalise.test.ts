import { describe, expect, it } from 'vitest';
import { MAX_TEXT_UNITS, normalise } from '../../../../src/elm/text/normalise.ts';

const normal = (text: string) => normalise(text).text;

describe('normalise', () => {
  it('makes compatibility forms and case plain', () => {
    expect(normal('ＦＲＥＥ ﬁsh 𝓹𝓻𝓲𝔃𝓮')).toBe('free fish prize');
    expect(normal('ΟΔΟΣ')).toBe(normal('οδοσ'));
  });

  it('drops what cannot be seen', () => {
    expect(normal('fr\u200Bee pri\u00ADze \u202Enow\uFE0F')).toBe('free prize now');
  });

  it('keeps accents, other scripts and emoji', () => {
    expect(normal('Café नमस्ते 免费 🎁')).toBe('café नमस्ते 免费 🎁');
  });

  it('says of half a character the same in every JavaScript engine', () => {
    expect(normal('\ud800 é')).toBe('\ufffd é');
    expect(normal('é \udc00')).toBe('é \ufffd');
    expect(normal('é 🎁')).toBe('é 🎁');
  });

  it('cuts before and after characters grow', () => {
    expect(normal('a'.repeat(9000))).toHaveLength(MAX_TEXT_UNITS);
    expect(normal('ﷺ'.repeat(9000))).toHaveLength(MAX_TEXT_UNITS);
  });

  it('counts capitals', () => {
    expect(normalise('Win A BIG cruise').capitals).toBe(5);
    expect(normalise('免费 123').capitals).toBe(0);
  });
});
