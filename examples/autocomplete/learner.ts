/**
 * Learns word by word what somebody writes, suggests the next word or the rest of one, and takes out again what is
 * deleted. In come texts, out come words; the worker calls it. The model is an Online ELM: it reads the two words
 * before and is asked for the code of the word that follows, 96 signs drawn from the word itself, so that a new word
 * needs no new output. A word is offered only while a text that is still there has it: beside the model stands a count
 * of the words, and both are at any moment what the texts make them. Must never keep a text that was taken out, nor
 * anything of it.
 */

import { arrayOf, integerOf, partOf, requireKind } from '../../src/elm/file/saved.ts';
import {
  ElmError,
  type Kernels,
  Matrix,
  OnlineElm,
  Random,
  type Saved,
  SparseRows,
} from '../../src/elm/index.ts';
import { finish, mix } from '../../src/elm/text/murmur.ts';

/** Suggestions at once. */
export const SHOWN = 3;
export const LONGEST = 300;
const MOST = 2000;
/** Hashed columns of the last word, and of the one before it. */
const BUCKETS = 1024;
/** How much the word before the last counts. */
const EARLIER = 0.5;
const CODE = 96;
// Chosen by next-word hits on four fifths of the starter text, among 128 to 384 units and λ from .1 to 10.
const OPTIONS = { hidden: { units: 256, scale: 35, seed: 11 }, lambda: 3 };
const WORDS = /[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}]|['’-](?=[\p{L}\p{N}]))*|[.!?]/gu;
const END = /^[.!?]$/;

/** The last two words, the nearer one last; '' stands before a sentence. */
export type Before = readonly [string, string];

interface Step {
  before: Before;
  /** As it was written. */
  word: string;
}

/** The finished words of a text, and what is being written at its end: a word is finished by what follows it. */
export function read(text: string): { steps: Step[]; before: Before; begun: string } {
  const steps: Step[] = [];
  let before: Before = ['', ''];
  for (const match of text.matchAll(WORDS)) {
    const [word] = match;
    if (END.test(word)) before = ['', ''];
    else if (match.index + word.length === text.length) return { steps, before, begun: word };
    else {
      steps.push({ before, word });
      before = [before[1], keyOf(word)];
    }
  }
  return { steps, before, begun: '' };
}

/** The words of a text that is finished. */
export const stepsOf = (text: string) => read(`${text} `).steps;

/** Two spellings of one word have one key. */
export const keyOf = (word: string) => word.toLowerCase().replaceAll('’', "'");

export class Learner {
  #elm: OnlineElm;
  readonly #kernels: Kernels | null;
  readonly #texts: string[] = [];
  /** Learned of what is being written. */
  #draft: Step[] = [];
  /** By key: how often each spelling is there. */
  readonly #words = new Map<string, Map<string, number>>();
  readonly #codes = new Map<string, Float64Array>();

  constructor(kernels: Kernels | null = null) {
    this.#kernels = kernels;
    this.#elm = new OnlineElm(OPTIONS, kernels);
  }

  get texts(): readonly string[] {
    return this.#texts;
  }

  /** Words learned, those of the draft included. */
  get samples(): number {
    return this.#elm.samples;
  }

  /** Learns texts for good, until they are forgotten. */
  keep(texts: readonly string[]): void {
    if (this.#texts.length + texts.length > MOST)
      throw new ElmError('texts', `at most ${MOST}`, this.#texts.length + texts.length);
    for (const text of texts)
      if (text.length > LONGEST) throw new ElmError('text', `at most ${LONGEST} characters`, text.length);
    this.#learn(texts.flatMap(stepsOf));
    this.#texts.push(...texts);
  }

  /** Takes a text out, as if it had never been written. */
  forget(index: number): void {
    const [text] = this.#texts.splice(index, 1);
    this.#unlearn(stepsOf(text));
  }

  /**
   * The text that is being written: what is new of it is learned, what is gone of it is taken out.
   * @returns how many words were learned, and how many taken out.
   */
  write(draft: string): { learned: number; gone: number } {
    const now = read(draft.slice(0, LONGEST)).steps;
    const kept = new Map<string, number>();
    const idOf = ({ before, word }: Step) => JSON.stringify([before, word]);
    for (const step of now) kept.set(idOf(step), (kept.get(idOf(step)) ?? 0) + 1);
    const gone = this.#draft.filter((step) => {
      const left = kept.get(idOf(step)) ?? 0;
      if (left > 0) kept.set(idOf(step), left - 1);
      return left === 0;
    });
    const fresh = now.filter((step) => {
      const left = kept.get(idOf(step)) ?? 0;
      if (left > 0) kept.set(idOf(step), left - 1);
      return left > 0;
    });
    this.#unlearn(gone);
    this.#learn(fresh);
    this.#draft = now;
    return { learned: fresh.length, gone: gone.length };
  }

  /** The likeliest words after those before that begin with what is begun, best first; spelled as they were met. */
  suggest(before: Before, begun = '', count = SHOWN): string[] {
    const key = keyOf(begun);
    const candidates = [...this.#words.keys()].filter((word) => word.startsWith(key) && word !== key);
    if (candidates.length === 0) return [];
    const answer = this.scores(before);
    const scored = candidates.map((word): [string, number] => {
      const code = this.#code(word);
      return [word, answer.reduce((sum, value, c) => sum + value * code[c], 0)];
    });
    scored.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return scored.slice(0, count).map(([word]) => {
      const spelled = this.#spelling(word);
      if (begun !== '' && spelled.length === word.length) return begun + spelled.slice(begun.length);
      return before[1] === '' ? spelled.replace(/^./u, (letter) => letter.toUpperCase()) : spelled;
    });
  }

  /** The model's answer: the code of the word that it expects. */
  scores(before: Before): Float64Array {
    return this.#elm.predictScores(SparseRows.fromRows([inputOf(before)], 2 * BUCKETS)).data;
  }

  /** By how much any of its answers differs at most from one that has learned just what is there now. */
  difference(): number {
    const steps = [...this.#texts.flatMap(stepsOf), ...this.#draft];
    if (steps.length === 0) return 0;
    const other = new Learner(this.#kernels);
    other.#learn(steps);
    const befores = [...new Map(steps.map(({ before }) => [before.join(' '), before])).values()];
    let largest = 0;
    for (const before of befores) {
      const theirs = other.scores(before);
      this.scores(before).forEach((value, c) => {
        largest = Math.max(largest, Math.abs(value - theirs[c]));
      });
    }
    return largest;
  }

  /** What is kept, and the model of it; nothing of the draft. */
  save(): Saved {
    const draft = this.#draft;
    this.#unlearn(draft);
    try {
      const texts = new TextEncoder().encode(JSON.stringify(this.#texts));
      return { kind: 'autocomplete', fields: {}, arrays: { texts }, parts: [this.#elm.save()] };
    } finally {
      this.#learn(draft);
    }
  }

  /** @throws ElmError naming what is wrong with it. */
  static load(saved: Saved, kernels: Kernels | null = null): Learner {
    requireKind(saved, 'autocomplete');
    let texts: unknown;
    try {
      texts = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(arrayOf(saved, 'texts', 'u8')));
    } catch (error) {
      throw error instanceof ElmError ? error : new ElmError('saved.texts', 'JSON in UTF-8', error);
    }
    const isText = (text: unknown) => typeof text === 'string' && text.length <= LONGEST;
    if (!Array.isArray(texts) || texts.length > MOST || !texts.every(isText))
      throw new ElmError('saved.texts', `at most ${MOST} texts of ${LONGEST} characters`, texts);
    const part = partOf(saved, 0, 1);
    const learner = new Learner(kernels);
    learner.#elm = OnlineElm.load(part, kernels);
    const { options, samples } = learner.#elm;
    if (JSON.stringify(options) !== JSON.stringify({ ...OPTIONS, forgetting: 1 }))
      throw new ElmError('saved.options', 'those of this page', options);
    integerOf(part, 'inputs', 2 * BUCKETS, 2 * BUCKETS);
    integerOf(part, 'outputs', CODE, CODE);
    const steps = (texts as string[]).flatMap(stepsOf);
    if (learner.#elm.labels.length > 0 || samples !== steps.length)
      throw new ElmError('saved.texts', `texts of ${samples} words, as the model has learned`, steps.length);
    for (const step of steps) learner.#count(step, 1);
    learner.#texts.push(...(texts as string[]));
    return learner;
  }

  #learn(steps: readonly Step[]): void {
    if (steps.length === 0) return;
    this.#elm.partialFit(inputsOf(steps), this.#targets(steps));
    for (const step of steps) this.#count(step, 1);
  }

  #unlearn(steps: readonly Step[]): void {
    if (steps.length === 0) return;
    // The last ones can't be taken out: nothing would hold the constant, which is not regularised.
    if (steps.length === this.samples) this.#elm = new OnlineElm(OPTIONS, this.#kernels);
    else this.#elm.remove(inputsOf(steps), this.#targets(steps));
    for (const step of steps) this.#count(step, -1);
  }

  #targets(steps: readonly Step[]): Matrix {
    return Matrix.fromRows(steps.map(({ word }) => this.#code(keyOf(word))));
  }

  #code(key: string): Float64Array {
    let code = this.#codes.get(key);
    if (code === undefined) {
      const random = new Random(hashOf(key, 7));
      code = Float64Array.from({ length: CODE }, () => random.sign());
    }
    // Only of words that are there: a code is drawn from its word, but the word would stay in the map.
    if (this.#words.has(key)) this.#codes.set(key, code);
    return code;
  }

  #count({ word }: Step, by: 1 | -1): void {
    const key = keyOf(word);
    const spellings = this.#words.get(key) ?? new Map<string, number>();
    const count = (spellings.get(word) ?? 0) + by;
    if (count > 0) spellings.set(word, count);
    else spellings.delete(word);
    if (spellings.size > 0) this.#words.set(key, spellings);
    else {
      this.#words.delete(key);
      this.#codes.delete(key);
    }
  }

  /** The most frequent one; of equals the one in small letters. */
  #spelling(key: string): string {
    const spellings = [...(this.#words.get(key) as Map<string, number>)];
    spellings.sort((a, b) => b[1] - a[1] || (a[0] > b[0] ? -1 : 1));
    return spellings[0][0];
  }
}

/** What the model reads. */
function inputOf([earlier, last]: Before): [number, number][] {
  const column = (word: string, k: number) => k * BUCKETS + ((hashOf(word, k) >>> 0) % BUCKETS);
  return [
    [column(last, 0), 1],
    [column(earlier, 1), EARLIER],
  ];
}

function inputsOf(steps: readonly Step[]): SparseRows {
  return SparseRows.fromRows(
    steps.map(({ before }) => inputOf(before)),
    2 * BUCKETS,
  );
}

function hashOf(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) h = mix(h, text.charCodeAt(i));
  return finish(h, text.length);
}
