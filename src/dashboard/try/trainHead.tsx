import { useEffect, useState } from 'preact/hooks';
import { words } from '../../protocol/words.ts';
import type { SectionProps } from '../dashboard.tsx';
import { EvidenceWords } from '../evidenceWords.tsx';
import { duration, percent } from '../numbers.ts';
import { useAnswer } from '../useAnswer.ts';
import { linesOf } from './lines.ts';

const DEBOUNCE = 60;
const TOPICS = ['food', 'sport', 'weather', 'travel'] as const;

/**
 * Twenty sentences in four topics, from which a head is learned anew with every keystroke, and a line to ask it.
 * What it learns is gone when the answer is there.
 */
export function TrainHead({ engine, telling }: Pick<SectionProps, 'engine' | 'telling'>) {
  const [topics, setTopics] = useState(() =>
    TOPICS.map((topic) => ({
      name: words(`dashboard_topic_${topic}`),
      sentences: words(`dashboard_topicSentences_${topic}`).replaceAll(' | ', '\n'),
    })),
  );
  const [question, setQuestion] = useState(() => words('dashboard_trainQuestion'));
  const asked = useDebounced({ topics, question: question.trim() });

  const examples = asked.topics.flatMap(({ name, sentences }) =>
    name.trim() === '' ? [] : linesOf(sentences).map((text) => ({ text, label: name.trim().slice(0, 60) })),
  );
  const labels = new Set(examples.map(({ label }) => label));
  const isEnough = labels.size >= 2 && examples.length <= MOST;
  const answer = useAnswer(
    async () =>
      isEnough && asked.question !== ''
        ? engine.request('tryOut', { texts: [asked.question], examples })
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
      <p class="hint">{words('dashboard_trainWhat')}</p>
      <div class="topics">
        {topics.map(({ name, sentences }, index) => (
          <fieldset key={TOPICS[index]} class="sheet">
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
