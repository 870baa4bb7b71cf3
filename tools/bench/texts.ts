import { Random } from '../../src/elm/random.ts';

const SENTENCES: Record<string, readonly string[]> = {
  advert: [
    'Claim your free voucher before midnight and save on every order.',
    'Click the link below to win a cruise for two, no strings attached!',
    'Congratulations, you have been selected for an exclusive offer.',
    'Earn money from home with this one simple trick, guaranteed.',
    'Limited time only: buy two watches and get the third for nothing.',
  ],
  talk: [
    'I think the second chapter explains it better than the first one.',
    'Does anybody know when the library opens on Saturday?',
    'We walked along the river until it got dark and then took the bus.',
    'Thanks for the recipe, my children asked for it again yesterday.',
    'The meeting was moved to Thursday because the room was taken.',
  ],
};

/** `count` texts of about 240 characters, drawn with a seed, and their labels in turn. */
export function benchTexts(count: number): { texts: string[]; labels: string[] } {
  const random = new Random(11);
  const names = Object.keys(SENTENCES);
  const texts: string[] = [];
  const labels: string[] = [];
  for (let i = 0; i < count; i++) {
    const label = names[i % names.length];
    let text = '';
    while (text.length < 200) {
      const sentences = SENTENCES[label];
      text += `${sentences[random.below(sentences.length)]} Number ${random.below(1000)}. `;
    }
    texts.push(text.slice(0, 240));
    labels.push(label);
  }
  return { texts, labels };
}
