/**
 * Which texts each head learns from, is calibrated on, and is kept quiet by. Only train.tsv and valid.tsv
 * are read. `topic/ag-news` (non-commercial) and `toxicity-de` (another language) take no part.
 */
import { Random } from '../../src/elm/random.ts';
import { type Row, readSet, type Split } from '../data.ts';
import { DISGUISES } from './disguises.ts';
import { EMOTION_OF, EMOTIONS } from './emotionMap.ts';
import { groupSwaps } from './groupSwaps.ts';
import {
  candidatesOf,
  INTENT_MAP,
  INTENTS,
  type Intent,
  isPlainCommand,
  meaningOf,
  targetsOf,
} from './intentMap.ts';
import { interfaceTexts } from './interfaceTexts.ts';
import type { HeadTask } from './recipes.ts';
import { joinTexts } from './templates.ts';
import { intentTexts, spamTexts, toxicityTexts } from './writtenTexts.ts';

export interface Example {
  text: string;
  set: string;
  /** Group for balancing: the set and its label. */
  group: string;
  /** One per output: +1, −1, 0 for not known. */
  targets: Int8Array;
  /** Bit k: label k may be the right one. */
  candidates: number;
}

/** How the groups of ordinary texts of other tasks' sets end. */
export const ORDINARY = ' ordinary';

export interface TaskData {
  task: string;
  labels: string[];
  ordinary: string;
  sets: string[];
  train: Example[];
  valid: Example[];
  /** Ordinary texts, none of them trained on: where the head is to be silent. */
  quiet: string[];
}

interface BinaryTask {
  labels: [ordinary: string, other: string];
  sets: string[];
  background: Background[];
  /** Texts of the background that are left out. */
  without?: RegExp;
  /** Texts of ours, by label. */
  written?: Record<string, readonly string[]>;
  /** How many long ordinary texts are made of short ones: see {@link joined}. */
  joined?: number;
  /** One in so many short texts is shown a second time, in disguise; ordinary ones need fewer. */
  disguisedOneIn?: typeof DISGUISED_ONE_IN;
  /** Whether words for groups of people are swapped in copies of ordinary texts. */
  swapsGroups?: boolean;
}

/** Ordinary texts of sets made for other tasks. */
interface Background {
  set: string;
  /** Most texts taken of the train split. At 0 the set teaches nothing, and only measures false alarms. */
  most: number;
  /** Labels taken; all when left out. */
  labels?: string[];
  /** Whether its texts are too often not ordinary, whatever their labels say, to measure false alarms by. */
  onlyTeaches?: true;
}

const NEUTRAL: Background[] = [
  { set: 'intent/ewt-mood', most: 12000 },
  { set: 'intent/email-action', most: 4000 },
  { set: 'intent-assistant/snips', most: 2500 },
  { set: 'clickbait/chakraborty2016', most: 9000 },
  { set: 'language/lingua', most: 10000 },
];

/** Feelings of comments in which nobody is attacked, as a rule. */
const KIND_FEELINGS = [
  'admiration',
  'amusement',
  'approval',
  'caring',
  'confusion',
  'curiosity',
  'desire',
  'excitement',
  'gratitude',
  'joy',
  'love',
  'nervousness',
  'neutral',
  'optimism',
  'pride',
  'realization',
  'relief',
  'remorse',
  'sadness',
  'surprise',
];

/** Comments, messages and mail, now and then a rude one: the sets of {@link NEUTRAL} hold little talk. */
const TALK: Background[] = [
  { set: 'emotion/goemotions', most: 8000, labels: KIND_FEELINGS, onlyTeaches: true },
  { set: 'spam/sms', most: 4000, labels: ['ham'], onlyTeaches: true },
  { set: 'spam/youtube', most: 1000, labels: ['ham'], onlyTeaches: true },
  { set: 'spam/spamassassin', most: 2000, labels: ['ham'], onlyTeaches: true },
];

/**
 * Most of toxicity's sets call coarse words toxic, whoever they are said to, so texts of other sets with such
 * a word are no ordinary ones for it. Nearly all that made its lines on ordinary text high were these.
 */
const COARSE = /f[u*]ck|sh[i!*]t(?!a)|bitch|asshole|\bwtf\b|\bdick pic/i;

export type BinaryTaskId = 'spam' | 'toxicity' | 'clickbait' | 'sexism';

export const BINARY_TASKS: Record<BinaryTaskId, BinaryTask> = {
  spam: {
    labels: ['ham', 'spam'],
    sets: ['spam/sms', 'spam/youtube', 'spam/spamassassin'],
    background: [
      ...NEUTRAL,
      { set: 'toxicity/wikitalk', most: 6000, labels: ['ok'] },
      { set: 'emotion/goemotions', most: 4000, labels: ['neutral'] },
    ],
    written: spamTexts,
    // There is little short spam: one in twelve left too few copies for each disguise.
    disguisedOneIn: { other: 2, ordinary: 12 },
  },
  toxicity: {
    labels: ['ok', 'toxic'],
    sets: [
      'toxicity/davidson',
      'toxicity/paradetox',
      'toxicity/civil-toxic',
      'toxicity/wikitalk',
      'toxicity/hatemoji-build',
      'toxicity/convabuse',
      'toxicity/stormfront-vicomtech',
    ],
    // Of wikitalk's own ordinary texts the held-back ones measure, too.
    background: [...NEUTRAL, ...TALK, { set: 'toxicity/wikitalk', most: 0, labels: ['ok'] }],
    without: COARSE,
    written: toxicityTexts,
    joined: 2000,
    swapsGroups: true,
  },
  clickbait: {
    labels: ['news', 'clickbait'],
    sets: ['clickbait/chakraborty2016'],
    background: [
      ...NEUTRAL.filter(({ set }) => set !== 'clickbait/chakraborty2016'),
      { set: 'emotion/goemotions', most: 4000, labels: ['neutral'] },
    ],
  },
  // Its "not-sexist" holds other abuse: right here, where only sexism is asked about.
  sexism: { labels: ['not-sexist', 'sexist'], sets: ['sexism/edos'], background: NEUTRAL },
};

const SEED = 7;
/** Ordinary texts of ours, not from a set. */
export const INTERFACE = 'interface';
/** Long texts made of short ones ({@link joined}). */
export const JOINED = 'joined';
/** Sentences of ours ({@link spamTexts} and so on), not from a set. */
export const WRITTEN = 'written';

function takeSome<T>(items: T[], most: number): T[] {
  return items.length <= most ? items : new Random(SEED).shuffle([...items]).slice(0, most);
}

function backgroundTexts(folder: string, background: Background, split: Split, without?: RegExp): string[] {
  const rows = readSet(folder, background.set, split).filter(
    ({ label, text }) => (!background.labels || background.labels.includes(label)) && !without?.test(text),
  );
  return takeSome(rows, split === 'train' ? background.most : rows.length).map((row) => row.text);
}

/** What the head of a task is trained on. */
export function dataOf(folder: string, task: HeadTask): TaskData {
  if (task === 'intent') return intentData(folder);
  if (task === 'emotion') return emotionData(folder);
  return binaryData(folder, task);
}

export function binaryData(folder: string, task: BinaryTaskId, leaveOut: readonly string[] = []): TaskData {
  const { labels, sets, background, without, written = {}, swapsGroups } = BINARY_TASKS[task];
  const { joined: long = 0, disguisedOneIn = DISGUISED_ONE_IN } = BINARY_TASKS[task];
  const read = (split: Split): Example[] =>
    sets
      .filter((set) => !leaveOut.includes(set))
      .flatMap((set) =>
        readSet(folder, set, split).map(({ label, text }) => ({
          text,
          set,
          group: `${set} ${label}`,
          targets: Int8Array.of(label === labels[1] ? 1 : -1),
          candidates: label === labels[1] ? 2 : 1,
        })),
      );
  const train = read('train');
  for (const source of background) {
    for (const text of backgroundTexts(folder, source, 'train', without)) {
      train.push({
        text,
        set: source.set,
        group: source.set + ORDINARY,
        targets: Int8Array.of(-1),
        candidates: 1,
      });
    }
  }
  train.push(...joined(train, long));
  if (swapsGroups) train.push(...groupSwaps(train, new Random(SEED)));
  for (const text of interfaceTexts.train) {
    train.push({
      text,
      set: INTERFACE,
      // Few, and every page has them: they weigh as much as a labelled text.
      group: INTERFACE,
      targets: Int8Array.of(-1),
      candidates: 1,
    });
  }
  for (const [label, texts] of Object.entries(written)) {
    for (const text of texts) {
      const isOther = label === labels[1];
      train.push({
        text,
        set: WRITTEN,
        group: WRITTEN,
        targets: Int8Array.of(isOther ? 1 : -1),
        candidates: isOther ? 2 : 1,
      });
    }
  }
  const own = train.filter(({ group, set }) => !group.endsWith(ORDINARY) && set !== INTERFACE);
  train.push(...disguised(own, disguisedOneIn));
  const quiet = background
    .filter(({ onlyTeaches }) => !onlyTeaches)
    .flatMap((source) => backgroundTexts(folder, source, 'valid', without));
  quiet.push(...interfaceTexts.valid);
  return { task, labels: [...labels], ordinary: labels[0], sets, train, valid: read('valid'), quiet };
}

const DISGUISED_ONE_IN = { other: 12, ordinary: 48 };

/** Some short labelled texts and sentences of ours in one disguise each, in turn, with their labels. */
function disguised(examples: readonly Example[], oneIn: typeof DISGUISED_ONE_IN): Example[] {
  const ways = Object.values(DISGUISES);
  const short = examples.filter(({ text }) => text.length <= 200);
  const taken = short.filter(({ targets }, i) => i % (targets[0] > 0 ? oneIn.other : oneIn.ordinary) === 0);
  return taken.map((example, i) => ({ ...example, text: ways[i % ways.length](example.text) }));
}

/** Of so many short texts a long one consists. */
const PARTS = [3, 9] as const;
const SHORT = 300;

/**
 * Long ordinary texts made of short ones of other tasks. The sets have few, pages many, and in a long text much that
 * is a little suspicious comes together. Without `snips`: nobody gives a voice assistant's commands one after the other.
 */
function joined(examples: readonly Example[], count: number): Example[] {
  const short = examples.filter(
    ({ text, group, set }) => group.endsWith(ORDINARY) && text.length < SHORT && set !== SNIPS,
  );
  const texts = short.map(({ text }) => text);
  return joinTexts(texts, count, PARTS, new Random(SEED)).map((text) => ({
    text,
    set: JOINED,
    group: JOINED + ORDINARY,
    targets: Int8Array.of(-1),
    candidates: 1,
  }));
}

const SNIPS = 'intent-assistant/snips';
const MOST_COMMANDS = 1500;

export function intentData(folder: string): TaskData {
  const read = (split: Split): Example[] =>
    Object.entries(INTENT_MAP).flatMap(([set, map]) => {
      let rows = readSet(folder, set, split).filter((row) => Object.hasOwn(map, row.label));
      if (set === SNIPS) {
        rows = takeSome(
          rows.filter((row) => isPlainCommand(row.text)),
          split === 'train' ? MOST_COMMANDS : 150,
        );
      }
      return rows.map(({ label, text }) => ({
        text,
        set,
        group: `${set} ${label}`,
        targets: targetsOf(meaningOf(map[label], text), text),
        candidates: candidatesOf(meaningOf(map[label], text)),
      }));
    });
  const train = withoutSomeMarks(read('train'));
  for (const set of ['toxicity/wikitalk', 'clickbait/chakraborty2016']) {
    for (const text of backgroundTexts(folder, { set, most: 4000, labels: ['ok', 'news'] }, 'train')) {
      train.push(noPromotion(text, set));
    }
  }
  for (const text of interfaceTexts.train) {
    const example = noPromotion(text, INTERFACE);
    // Buttons are commands by their grammar, but they ask nobody for anything.
    example.targets[INTENTS.indexOf('request')] = -1;
    train.push(example);
  }
  for (const [is, texts] of Object.entries(intentTexts) as [Intent, string[]][]) {
    const meaning = { is, maybe: [is] };
    const known = { targets: targetsOf(meaning, ''), candidates: candidatesOf(meaning) };
    for (const text of texts) train.push({ text, set: WRITTEN, group: WRITTEN, ...known });
  }
  return {
    task: 'intent',
    labels: [...INTENTS],
    ordinary: 'statement',
    sets: Object.keys(INTENT_MAP),
    train,
    valid: read('valid'),
    quiet: [],
  };
}

/** goemotions' 28 emotions in seven groups ({@link EMOTION_OF}). */
export function emotionData(folder: string): TaskData {
  const set = 'emotion/goemotions';
  const read = (split: Split): Example[] =>
    readSet(folder, set, split).map(({ label, text }) => {
      const index = EMOTIONS.indexOf(EMOTION_OF[label]);
      return {
        text,
        set,
        group: EMOTIONS[index],
        targets: Int8Array.from(EMOTIONS, (_, k) => (k === index ? 1 : -1)),
        candidates: 1 << index,
      };
    });
  const train = read('train');
  const plain = (text: string, from: string): Example => ({
    text,
    set: from,
    group: from + ORDINARY,
    targets: Int8Array.from(EMOTIONS, (emotion) => (emotion === 'neutral' ? 1 : -1)),
    candidates: 1,
  });
  for (const { set: from, most } of NEUTRAL) {
    // Headlines and mail on their own; those of ewt-mood may well be of some emotion.
    if (from === 'intent/ewt-mood') continue;
    const texts = backgroundTexts(folder, { set: from, most: most >> 1, ...plainLabels(from) }, 'train');
    for (const text of texts) train.push(plain(text, from));
  }
  for (const text of interfaceTexts.train) train.push(plain(text, INTERFACE));
  return {
    task: 'emotion',
    labels: [...EMOTIONS],
    ordinary: 'neutral',
    sets: [set],
    train,
    valid: read('valid'),
    quiet: [],
  };
}

function plainLabels(set: string): { labels?: string[] } {
  return set === 'clickbait/chakraborty2016' ? { labels: ['news'] } : {};
}

/** Talk, headlines, interfaces: no advertisement; what else they are nobody said. */
function noPromotion(text: string, set: string): Example {
  const targets = new Int8Array(INTENTS.length);
  targets[INTENTS.indexOf('promotion')] = -1;
  return { text, set, group: set + ORDINARY, targets, candidates: 0 };
}

/** Takes the question mark off a third of the questions, or the head would learn the mark alone. */
export function withoutSomeMarks(examples: Example[]): Example[] {
  const random = new Random(SEED);
  return examples.map((example) => {
    const isQuestion = example.targets[INTENTS.indexOf('question')] === 1;
    if (!isQuestion || !/[?!.\s]+$/.test(example.text) || random.below(3) !== 0) return example;
    return { ...example, text: example.text.replace(/[?!.\s]+$/, '') };
  });
}

/** A set by itself, on its own labels: for figures that compare with others' on the same set. */
export function ownData(train: readonly Row[], valid: readonly Row[]): TaskData {
  const sizes = new Map<string, number>();
  for (const { label } of train) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  // The most frequent label takes the ordinary one's part; it stands first when there are two.
  const labels = [...sizes.keys()].sort((a, b) => sizes.get(b)! - sizes.get(a)! || (a < b ? -1 : 1));
  const toExample = ({ label, text }: Row): Example => {
    const index = labels.indexOf(label);
    return {
      text,
      set: 'own',
      group: label,
      targets:
        labels.length === 2
          ? Int8Array.of(index === 1 ? 1 : -1)
          : Int8Array.from(labels, (_, k) => (k === index ? 1 : -1)),
      candidates: 1 << index,
    };
  };
  return {
    task: 'own-labels',
    labels,
    ordinary: labels[0],
    sets: [],
    train: train.map(toExample),
    valid: valid.filter((row) => sizes.has(row.label)).map(toExample),
    quiet: [],
  };
}
