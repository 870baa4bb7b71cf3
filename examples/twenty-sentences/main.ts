/**
 * Some sentences in some topics become a TextElm with every key pressed. Held back is each sentence in turn:
 * the leave-one-out scores that the ridge solution has in closed form. Training takes a few milliseconds, so it
 * happens here and in no worker.
 */

import wordsUrl from '../../models/words.bin?url';
import { TextElm, TextFeatures, toBytes, WordTable } from '../../src/elm/index.ts';
import { download, element, kilobytes, loadKernels, open, percent, read, say, trouble } from '../page.ts';

const TOPICS: [string, string[]][] = [
  [
    'cooking',
    [
      'Simmer the onions in butter until they are soft.',
      'Add a pinch of salt and stir the soup.',
      'Bake the bread for forty minutes in a hot oven.',
      'Chop the garlic and fry it in olive oil.',
      'Whisk the eggs with sugar until pale.',
    ],
  ],
  [
    'sport',
    [
      'The goalkeeper saved a penalty in the last minute.',
      'She won the race by half a second.',
      'The team lost the final after extra time.',
      'He scored three goals in the second half.',
      'The coach praised his players after the match.',
    ],
  ],
  [
    'weather',
    [
      'Heavy rain is expected in the north tonight.',
      'Tomorrow will be sunny with a light breeze.',
      'Snow and ice make the roads slippery.',
      'The storm brought strong winds and hail.',
      'Temperatures fall below zero at night.',
    ],
  ],
  [
    'music',
    [
      'The band played their new song twice.',
      'She practises the violin every evening.',
      'The choir sang in the old church.',
      'His guitar solo was the best part of the concert.',
      'The album has twelve tracks and a long piano piece.',
    ],
  ],
];

const kernels = await loadKernels();
const features = new TextFeatures(WordTable.fromBytes(await read(wordsUrl)), kernels);
let model = new TextElm(features, kernels);
const question = element('question', HTMLInputElement);

function makeTopics(): void {
  const topics = element('topics', HTMLElement);
  TOPICS.forEach(([name, sentences], t) => {
    const group = document.createElement('div');
    const topic = document.createElement('input');
    topic.value = name;
    topic.setAttribute('aria-label', `Name of topic ${t + 1}`);
    const text = document.createElement('textarea');
    text.value = sentences.join('\n');
    text.setAttribute('aria-label', `Sentences of topic ${t + 1}, one a line`);
    group.append(topic, text);
    topics.append(group);
  });
  topics.addEventListener('input', train);
}

/** The sentences as they stand, and the topic of each. */
function examples(): { texts: string[]; labels: string[] } {
  const texts: string[] = [];
  const labels: string[] = [];
  for (const group of element('topics', HTMLElement).children) {
    const name = (group.querySelector('input') as HTMLInputElement).value.trim() || 'unnamed';
    for (const line of (group.querySelector('textarea') as HTMLTextAreaElement).value.split('\n')) {
      if (line.trim() === '') continue;
      texts.push(line);
      labels.push(name);
    }
  }
  return { texts, labels };
}

function train(): void {
  const { texts, labels } = examples();
  const fresh = new TextElm(features, kernels);
  const begun = performance.now();
  try {
    fresh.fit(texts, labels);
  } catch (error) {
    say('trouble', trouble(error));
    return;
  }
  say('time', `${(performance.now() - begun).toFixed(1)} ms`);
  say('trouble', '');
  model = fresh;
  const { leaveOneOutScores } = model;
  const right = labels.filter((label, i) => model.labels[largest(leaveOneOutScores.row(i))] === label).length;
  say('held', `${right} of ${texts.length}`);
  say('size', kilobytes(toBytes(model).length));
  ask();
}

function ask(): void {
  const text = question.value;
  const scores = model.predictScores([text]).row(0);
  const p = model.predictProbabilities([text]).row(0);
  const powers = scores.map(Math.exp);
  const total = powers.reduce((sum, power) => sum + power, 0);
  const order = model.labels.map((_, k) => k).sort((a, b) => p[b] - p[a]);
  element('answers', HTMLElement).replaceChildren(
    ...order.map((k) => {
      const row = document.createElement('tr');
      const topic = document.createElement('th');
      topic.scope = 'row';
      topic.textContent = model.labels[k];
      row.append(topic, bar(p[k]), bar(powers[k] / total));
      return row;
    }),
  );
  const rest = model.labels.length - 1;
  say(
    'ceiling',
    `The scores were trained to be 1 for the right topic and −1 for the others. Their softmax can hardly say more than ` +
      `${percent(Math.E / (Math.E + rest / Math.E))} for ${rest + 1} topics, however sure the model is: that is ` +
      'e / (e + ' +
      `${rest} / e). The probability beside it is calibrated: the scores are stretched by the one number that makes them most ` +
      'likely on sentences held back, so that of all answers at 80 % about four in five are right.',
  );
  explain(text, order[0]);
}

/** A cell with a bar and its figure. */
function bar(share: number): HTMLTableCellElement {
  const cell = document.createElement('td');
  const meter = document.createElement('meter');
  meter.value = share;
  meter.setAttribute('aria-hidden', 'true');
  cell.append(meter, ` ${percent(share)}`);
  return cell;
}

/** Leaves each word out and sees what that does to the answer's score. */
function explain(text: string, answer: number): void {
  const words = text.split(/(\s+)/);
  const whole = model.predictScores([text]).row(0)[answer];
  const without = model.predictScores(words.map((_, w) => words.filter((_, other) => other !== w).join('')));
  const shares = words.map((word, w) => (word.trim() === '' ? 0 : whole - without.row(w)[answer]));
  element('words', HTMLElement).replaceChildren(
    ...words.map((word, w) => {
      if (Math.abs(shares[w]) < 0.05) return word;
      const mark = document.createElement('mark');
      if (shares[w] < 0) mark.dataset.against = '';
      mark.textContent = word;
      return mark;
    }),
  );
  const strongest = words.map((_, w) => w).sort((a, b) => Math.abs(shares[b]) - Math.abs(shares[a]));
  const told = strongest.slice(0, 4).filter((w) => Math.abs(shares[w]) >= 0.05);
  say(
    'weights',
    told.map((w) => `${words[w]} ${shares[w] > 0 ? '+' : '−'}${Math.abs(shares[w]).toFixed(2)}`).join(', '),
  );
}

function largest(row: Float64Array): number {
  return row.indexOf(Math.max(...row));
}

makeTopics();
// The first time also compiles the code, which is not what is to be shown.
train();
train();
question.addEventListener('input', ask);
element('save', HTMLElement).addEventListener('click', () => download(model, 'topics.elm'));
element('saveJson', HTMLElement).addEventListener('click', () => download(model, 'topics.json'));
element('load', HTMLInputElement).addEventListener('change', async ({ target }) => {
  const [file] = (target as HTMLInputElement).files ?? [];
  if (file === undefined) return;
  try {
    model = TextElm.load(await open(file), features);
    say('loaded', `${file.name} knows ${model.labels.join(', ')}. It answers until you change a sentence.`);
    ask();
  } catch (error) {
    say('loaded', trouble(error));
  }
});
document.body.dataset.ready = '';
