import { defaultSettings } from '../../../src/protocol/defaults.ts';
import type {
  EngineParams,
  EngineReplies,
  EngineRequest,
  EngineState,
  Lesson,
} from '../../../src/protocol/messages.ts';
import { withSite } from '../../../src/protocol/siteRules.ts';
import type { TaskId, TaskInfo, Verdict } from '../../../src/protocol/verdict.ts';
import { shippedInfo } from '../../unit/protocol/infos.ts';

/**
 * Stands in for `src/protocol/engineClient.ts` in tests of the content script alone: the same face, and
 * verdicts by plain rules, so that what is marked is known beforehand. Runs in the page, beside the script.
 */
const TASKS: TaskInfo[] = [
  shippedInfo('spam', ['ham', 'spam'], 'ham'),
  shippedInfo('toxicity', ['ok', 'toxic'], 'ok'),
  shippedInfo(
    'intent',
    ['question', 'request', 'complaint', 'praise', 'thanks', 'promotion', 'statement'],
    'statement',
  ),
];

export interface FakeEngine {
  /** Every text that was asked about, in order. */
  texts: string[];
  /** Sizes of the batches. */
  batches: number[];
  requests: { request: EngineRequest; params: unknown }[];
  lessons: Lesson[];
  state: EngineState;
  /** Sends the state to the content script with a new revision. */
  push(change?: (state: EngineState) => void): void;
  /** When set, requests of that name fail with this code. */
  failing: Partial<Record<EngineRequest, string>>;
}

export class EngineClient {
  readonly #onChanged: ((state: EngineState) => void) | undefined;

  constructor(
    options: { onChanged?: (state: EngineState) => void; onGone?: () => void; signal?: AbortSignal } = {},
  ) {
    this.#onChanged = options.onChanged;
    const state: EngineState = {
      revision: 1,
      settings: defaultSettings(),
      limits: null,
      tasks: TASKS,
      lessons: 0,
      imports: [],
      storage: 'kept',
      mayTeach: true,
      trouble: { damaged: 0, blocked: null, lost: null },
      site: location.hostname,
      path: location.pathname,
    };
    const fake: FakeEngine = {
      texts: [],
      batches: [],
      requests: [],
      lessons: [],
      state,
      failing: {},
      push: (change) => {
        change?.(state);
        state.revision++;
        state.lessons = fake.lessons.length;
        const pushed = structuredClone(state);
        if (!options.signal?.aborted) this.#onChanged?.(pushed);
      },
    };
    globalThis.fakeEngine = fake;
    setTimeout(() => this.#onChanged?.(structuredClone(state)), 5);
  }

  async request<K extends EngineRequest>(request: K, params: EngineParams<K>): Promise<EngineReplies[K]> {
    const fake = globalThis.fakeEngine;
    fake.requests.push({ request, params: structuredClone(params) });
    // As long as the way to the real one and back.
    await new Promise((resolve) => setTimeout(resolve, 2));
    const code = fake.failing[request];
    if (code) throw Object.assign(new Error(code), { code });
    return answer(request, params as EngineParams<EngineRequest>, fake) as EngineReplies[K];
  }

  close(): void {}
}

function answer(request: EngineRequest, params: EngineParams<EngineRequest>, fake: FakeEngine): unknown {
  switch (request) {
    case 'classify': {
      const { texts } = params as EngineParams<'classify'>;
      fake.texts.push(...texts);
      fake.batches.push(texts.length);
      return { revision: fake.state.revision, verdicts: texts.map((text) => judge(text, fake)) };
    }
    case 'explain': {
      const { text, task } = params as EngineParams<'explain'>;
      const own = fake.lessons.findLast((lesson) => lesson.task === task && lesson.text === text);
      const like = own ? undefined : fake.lessons.findLast((lesson) => lesson.task === task);
      const words = text.split(' ');
      return {
        evidence: [
          { word: words[0], share: 0.6 },
          { word: words[1], share: 0.3 },
          { word: words[2], share: -0.1 },
        ],
        lesson: own?.id ?? null,
        example: like ? { text: like.text, label: like.label } : null,
      };
    }
    case 'teach': {
      const { lesson, ...rest } = params as EngineParams<'teach'>;
      const kept: Lesson = { id: lesson, at: 0, ...rest };
      fake.lessons.push(kept);
      fake.push();
      return { revision: fake.state.revision, lesson: kept, verdicts: judge(kept.text, fake) };
    }
    case 'undo': {
      const { lesson } = params as EngineParams<'undo'>;
      fake.lessons = fake.lessons.filter(({ id }) => id !== lesson);
      fake.push();
      return { revision: fake.state.revision };
    }
    case 'preview': {
      const { change, texts } = params as EngineParams<'preview'>;
      if (!('text' in change)) throw new Error('the content script previews lessons only');
      // As if the lesson were learned for every text that begins alike.
      const like = (text: string) => text.slice(0, 5) === change.text.slice(0, 5);
      const changed = texts.flatMap((text, i) => {
        const before = judge(text, fake).find(({ task }) => task === change.task)!;
        return like(text) && before.label !== change.label ? [{ text: i, before, after: null }] : [];
      });
      return { changed, spoiled: fake.lessons.length, spoiledLessons: [] };
    }
    case 'setSite': {
      const { site, on } = params as EngineParams<'setSite'>;
      const { settings } = fake.state;
      settings.rules = withSite(settings, site, on, undefined);
      fake.push();
      return fake.state;
    }
    default:
      throw new Error(`the content script may not ask ${request}`);
  }
}

/** The rules: mild words that stand for what the heads find. */
const RULES: [task: TaskId, label: string, pattern: RegExp][] = [
  ['spam', 'spam', /free cruise|سفر مجاني/i],
  ['toxicity', 'toxic', /silly fool/i],
  ['intent', 'question', /[?؟]$/],
  ['intent', 'thanks', /^thank/i],
];

function judge(text: string, { lessons, state }: FakeEngine): Verdict[] {
  return TASKS.filter(({ task }) => state.settings.tasks[task].on).map(({ task, labels, ordinary }) => {
    const taught = lessons.findLast((lesson) => lesson.task === task && lesson.text === text)?.label;
    const ruled = RULES.find((rule) => rule[0] === task && rule[2].test(text))?.[1];
    const label = taught ?? ruled ?? ordinary;
    const probability = taught ? 0.99 : 0.93;
    return {
      task,
      label,
      probability,
      probabilities: labels.map((other) =>
        other === label ? probability : (1 - probability) / (labels.length - 1),
      ),
      flagged: label !== ordinary,
      unsure: /hard to say/i.test(text),
      yours: taught !== undefined,
    };
  });
}

declare global {
  var fakeEngine: FakeEngine;
}
