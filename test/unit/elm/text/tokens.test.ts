import { describe, expect, it } from 'vitest';
import { normalise } from '../../../../src/elm/text/normalise.ts';
import { LINK, MAIL, MENTION, TokenStream } from '../../../../src/elm/text/tokens.ts';

const CLASSES = new Map([
  [LINK, '⟨link⟩'],
  [MAIL, '⟨mail⟩'],
  [MENTION, '⟨mention⟩'],
]);

function read(text: string) {
  const stream = new TokenStream();
  stream.read(normalise(text).text);
  const tokens: string[] = [];
  for (let t = 0; t < stream.tokens; t++) {
    const points = [...stream.points.subarray(stream.starts[t], stream.ends[t])];
    tokens.push(points.map((point) => CLASSES.get(point) ?? String.fromCodePoint(point)).join(''));
  }
  return { own: tokens.slice(0, stream.ownTokens), guessed: tokens.slice(stream.ownTokens), stream };
}

describe('TokenStream', () => {
  it('cuts words, punctuation and pictures apart', () => {
    expect(read("Don’t panic!! It's fine… 😀😀").own).toEqual([
      "don't",
      'panic',
      '!!',
      "it's",
      'fine',
      '...',
      '😀',
      '😀',
    ]);
  });

  it('keeps at most three of a repeated mark, and counts them all', () => {
    const { own, stream } = read('what?????');
    expect(own).toEqual(['what', '???']);
    expect(stream.questionMarks).toBe(5);
  });

  it('makes classes of links, addresses and mentions, and keeps their shape', () => {
    expect(read('see https://shop.example.com/a?b=1, or www.example.org').own).toEqual([
      'see',
      '⟨link⟩',
      '.com/?',
      ',',
      'or',
      '⟨link⟩',
      '.org',
    ]);
    expect(read('firepa.com now').own).toEqual(['⟨link⟩', '.com', 'now']);
    expect(read('write to jo.doe@mail.example.org.').own).toEqual(['write', 'to', '⟨mail⟩', '.']);
    expect(read('@jo_doe hi').own).toEqual(['⟨mention⟩', 'hi']);
  });

  it('does not take sentences without a space for links', () => {
    expect(read('the end.then more').own).toEqual(['the', 'end', '.', 'then', 'more']);
  });

  it('keeps the shape of numbers and prices', () => {
    expect(read('£1,000 5$ 07781482378 3.50 10:30').own).toEqual([
      '£0,000',
      '0$',
      '00000000000',
      '0.00',
      '00:00',
    ]);
    expect(read('18yrs b4').own).toEqual(['18yrs', 'b4']);
  });

  it('takes each letter of a script without spaces for a word', () => {
    expect(read('免费赢取').own).toEqual(['免', '费', '赢', '取']);
    expect(read('Бесплатный приз').own).toEqual(['бесплатный', 'приз']);
  });

  it('adds what oddly written words may stand for, and replaces nothing', () => {
    expect(read('fr33 pr!ze').guessed).toEqual(['free', 'prize']);
    expect(read('fr33 pr!ze').own).toEqual(['fr33', 'pr', '!', 'ze']);
    expect(read('ｆrее').guessed).toEqual(['free']); // е: Cyrillic
    expect(read('f r e e cash').guessed).toEqual(['free']);
    expect(read('f.r.e.e').guessed).toEqual(['free']);
    expect(read('f.r.e.e c-a-s-h').guessed).toEqual(['free', 'cash']);
    expect(read('5h0p').guessed).toEqual(['shop']);
    expect(read('sooooo cool').guessed).toEqual(['so', 'soo']);
    expect(read('k1ll').guessed).toEqual(['kill', 'klll']);
    expect(read('café').guessed).toEqual(['cafe']);
  });

  it('leaves ordinary writing alone', () => {
    expect(read('Call me at 10:30, it is free! Good (really).').guessed).toEqual([]);
  });

  it('is the same stream when it is used again', () => {
    const stream = new TokenStream();
    stream.read('f r e e fr33 prizes at www.example.com for £5!!!');
    stream.read('hello');
    expect([stream.tokens, stream.ownTokens, stream.links, stream.exclamationMarks]).toEqual([1, 1, 0, 0]);
  });
});
