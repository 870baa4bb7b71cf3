import { describe, expect, it } from 'vitest';
import * as stress from '../../../../tools/stress/stressTexts.ts';
import { beggingTexts, pageTexts } from '../../../../tools/training/pageTexts.ts';
import { neutralPeople, unkindPeople } from '../../../../tools/training/peopleTexts.ts';
import { intentTexts, spamTexts, toxicityTexts } from '../../../../tools/training/writtenTexts.ts';

const trained = [
  ...Object.values(toxicityTexts).flat(),
  ...Object.values(spamTexts).flat(),
  ...Object.values(intentTexts).flat(),
];

describe('texts written for training', () => {
  it('hold no sentence of the stress sets', () => {
    const { IDENTITY, GROUPS: _, ...lists } = stress;
    const sentences = [...Object.values(lists), ...Object.values(IDENTITY)].flat() as string[];
    const all = trained.join('\n').toLowerCase();
    // Shorter ones are words like "ok", which stand in any text.
    const held = sentences.filter((text) => text.length > 15 && all.includes(text.toLowerCase()));
    expect(held).toEqual([]);
  });

  it('say of each group what they say of every other', () => {
    const without = (texts: string[], word: string) =>
      texts.filter((text) => text.includes(word)).map((text) => text.replaceAll(word, '_'));
    for (const texts of [neutralPeople, unkindPeople]) {
      expect(without(texts, 'bisexual').length).toBeGreaterThan(4);
      expect(without(texts, 'bisexual')).toEqual(without(texts, 'Turkish'));
    }
  });

  it('fill every gap, the same way each time', () => {
    for (const text of [...trained, ...beggingTexts]) expect(text).not.toMatch(/[{}]|undefined/);
    expect(new Set(pageTexts).size).toBe(pageTexts.length);
  });
});
