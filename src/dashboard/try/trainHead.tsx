import { useEffect, useState } from 'preact/hooks';
import { words } from '../../protocol/words.ts';
import type { SectionProps } from '../dashboard.tsx';
import { EvidenceWords } from '../evidenceWords.tsx';
import { duration, percent } from '../numbers.ts';
import { useAnswer } from '../useAnswer.ts';
import { linesOf } from './lines.ts';

const DEBOUNCE = 60;
/** What there is to begin with. In English whatever the reader's language: so is the table of what words mean. */
const TOPICS = {
  food: [
    'The soup needs more salt and a little lemon.',
    'We baked bread and ate it warm with butter.',
    'Her favourite dish is rice with beans.',
    'This restaurant serves fresh fish every day.',
    'Add two eggs and stir the dough slowly.',
  ],
  sport: [
    'The striker scored twice in the second half.',
    'She trains for the marathon every morning.',
    'Our team lost the match by one goal.',
    'The referee showed him a yellow card.',
    'He swam the hundred metres in under a minute.',
  ],
  weather: [
    'It will rain in the north until the evening.',
    'A cold wind blew over the hills all night.',
    'The forecast says sunshine and a clear sky.',
    'Thick fog covered the valley this morning.',
    'Snow is expected above a thousand metres.',
  ],
  travel: [
    'Our train to the coast leaves at nine.',
    'They booked a small hotel near the old harbour.',
    'The flight was late and we missed the bus.',
    'Bring your passport and a map of the city.',
    'We drove through the mountains for two days.',
  ],
} as const;
const QUESTION = 'Will there be a storm tonight?';

/**
 * Twenty sentences in four topics, from which a head is learned anew with every keystroke, and a line to ask it.
 * What it learns is gone when the answer is there.
 */
export function TrainHead({ engine, telling }: Pick<SectionProps, 'engine' | 'telling'>) {
  const [topics, setTopics] = useState(() =>
    (Object.keys(TOPICS) as (keyof typeof TOPICS)[]).map((topic) => ({
      topic,
      name: words(`dashboard_topic_${topic}`),
      sentences: TOPICS[topic].join('\n'),
    })),
  );
  const [question, setQuestion] = useState(QUESTION);
  const asked = useDebounced({ topics, question: question.trim() });

  const examples = asked.topics.flatMap(({ name, sentences }) =>
    name.trim() === '' ? [] : linesOf(sentences).map((text) => ({ text, label: name.trim().slice(0, 60) })),
  );
  const labels = new Set(examples.map(({ label }) => label));
  const isEnough = labels.size >= 2 && examples.length <= MOST;
  const answer = useAnswer(
    async (signal) =>
      isEnough && asked.question !== ''
        ? engine.request('tryOut', { texts: [asked.question], examples }, { signal })
        : null,
    [engine, asked],
    telling.fail,
  );
  const [said] = answer?.answers ?? [];

  function change(index: number, part: Partial<(typeof topics)[number]>): void {
    setTopics((now) => now.map((topic, i) => (i === index ? { ...topic, ...part } : topic)));
  }

  return (
    <section aria-labelledby="train">
      <h3 id="train">{words('dashboard_train')}</h3>
      <p class="hint">
        {words('dashboard_trainWhat')} {words('dashboard_trainEnglish')}
      </p>
      <div class="topics">
        {topics.map(({ topic, name, sentences }, index) => (
          <fieldset key={topic} class="sheet">
            <legend class="spoken">{words('dashboard_topicNumber', index + 1)}</legend>
            <label>
              <span class="hint">{words('dashboard_topicName')}</span>
              <input
                type="text"
                dir="auto"
                maxLength={60}
                value={name}
                onInput={(event) => change(index, { name: event.currentTarget.value })}
              />
            </label>
            <label>
              <span class="hint">{words('dashboard_topicExamples')}</span>
              <textarea
                dir="auto"
                rows={5}
                value={sentences}
                onInput={(event) => change(index, { sentences: event.currentTarget.value })}
              />
            </label>
          </fieldset>
        ))}
      </div>
      <div class="fields">
        <label class="wide-field">
          <span>{words('dashboard_trainAsk')}</span>
          <input
            type="text"
            dir="auto"
            maxLength={1000}
            value={question}
            onInput={(event) => setQuestion(event.currentTarget.value)}
          />
        </label>
      </div>
      {!isEnough && <p class="notice">{words('dashboard_trainTooFew')}</p>}
      {isEnough && answer && said && (
        <div class="sheet" aria-live="polite">
          <ul class="odds">
            {answer.labels
              .map((label, index) => ({ label, probability: said.probabilities[index] }))
              .sort((a, b) => b.probability - a.probability)
              .map(({ label, probability }) => (
                <li key={label} style={{ '--share': String(probability) }}>
                  <bdi>{label}</bdi>
                  <span class="bar" aria-hidden="true" />
                  <span class="amount">{percent(probability)}</span>
                </li>
              ))}
          </ul>
          <EvidenceWords evidence={said.evidence} />
          <p class="hint">
            {words('dashboard_trainTook', duration(answer.learned / 1000), duration(said.took / 1000))}
          </p>
        </div>
      )}
    </section>
  );
}

/** The most examples of one request. */
const MOST = 200;

/** The value, once it has not changed for a moment. */
function useDebounced<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), DEBOUNCE);
    return () => clearTimeout(timer);
  }, [key]);
  return settled;
}
