import { readContainer, requireSection, writeContainer } from '../elm/file/container.ts';
import { BUCKETS, MAX_LINKS } from '../elm/text/hashing.ts';
import { FEATURES_VERSION, HIDDEN_UNITS } from '../elm/text/textFeatures.ts';
import type { LessonFeatures } from './lessons.ts';
import { sealBytes, unsealBytes } from './sealing.ts';

/**
 * What is kept of a lesson instead of its text: what the heads see of it (links and hidden layer) and a hash
 * that names the text, encrypted with AES-GCM under a key that the browser made for this install and never
 * hands out. Each is bound to its lesson's id. What this protects from: reading the texts, or guessing them
 * from the features, in a copy of the database or an export that lacks the key. It does not protect from who
 * can run code in this extension or copies the whole browser profile, where the browser keeps the key;
 * from features most words of a text can be guessed, so they are never called anonymous.
 */
export function seal(key: CryptoKey, id: string, features: LessonFeatures): Promise<Uint8Array<ArrayBuffer>> {
  return sealBytes(key, id, featuresToBytes(features));
}

/** Null for what was not sealed with this key for this lesson, or what another version of the features made. */
export async function unseal(
  key: CryptoKey,
  id: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<LessonFeatures | null> {
  try {
    return featuresFromBytes(await unsealBytes(key, id, bytes));
  } catch {
    return null;
  }
}

export function featuresToBytes({ vector, key }: LessonFeatures): Uint8Array {
  const { links, buckets, values, hidden, words, knownWords } = vector;
  return writeContainer(
    'lesson-features',
    { features: FEATURES_VERSION, key, words, knownWords },
    { buckets: buckets.subarray(0, links), values: values.subarray(0, links), hidden },
  );
}

/** @throws ElmError for bytes that are no such file. */
export function featuresFromBytes(bytes: Uint8Array): LessonFeatures {
  const file = readContainer(bytes, 'lesson-features');
  const { features, key, words, knownWords } = file.fields;
  const buckets = requireSection(file, 'buckets', 'u32');
  const values = requireSection(file, 'values', 'f32', buckets.length);
  const hidden = requireSection(file, 'hidden', 'f32', HIDDEN_UNITS);
  const isSound =
    features === FEATURES_VERSION &&
    typeof key === 'string' &&
    /^[0-9a-f]{16}$/.test(key) &&
    isCount(words) &&
    isCount(knownWords) &&
    buckets.length <= MAX_LINKS &&
    new Set(buckets).size === buckets.length &&
    buckets.every((bucket) => bucket < BUCKETS) &&
    values.every(Number.isFinite) &&
    hidden.every(Number.isFinite);
  if (!isSound) throw new TypeError('features of a lesson: not sound');
  // Copies: the bytes of the file are not to be held by a part of them.
  return {
    key,
    vector: {
      links: buckets.length,
      buckets: buckets.slice(),
      values: values.slice(),
      hidden: hidden.slice(),
      words,
      knownWords,
    },
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 10_000;
}
