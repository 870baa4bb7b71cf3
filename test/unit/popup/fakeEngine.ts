import type { Engine } from '../../../src/popup/popup.tsx';
import { defaultSettings } from '../../../src/protocol/defaults.ts';
import { EngineError } from '../../../src/protocol/engineClient.ts';
import type {
  EngineErrorCode,
  EngineParams,
  EngineReplies,
  EngineRequest,
  EngineState,
  Lesson,
} from '../../../src/protocol/messages.ts';
import { withSite } from '../../../src/protocol/siteRules.ts';
import type { TaskId, TaskInfo, Verdict } from '../../../src/protocol/verdict.ts';
import { shippedInfo } from '../protocol/infos.ts';

export const INFOS: TaskInfo[] = [
  shippedInfo('spam', ['ham', 'spam'], 'ham'),
  shippedInfo('toxicity', ['ok', 'toxic'], 'ok'),
  shippedInfo('intent', ['question', 'thanks', 'statement'], 'statement'),
];

const SIGNS: Record<TaskId, [word: string, label: string]> = {
  spam: ['cruise', 'spam'],
  toxicity: ['fool', 'toxic'],
  intent: ['?', 'question'],
};

/**
 * An engine that keeps lessons and settings and pushes what changed, as the protocol says, with heads
 * that know three words: "cruise" is spam, "fool" is toxic, "?" is a question.
 */
export class FakeEngine implements Engine {
  readonly asked: { request: EngineRequest; params: unknown }[] = [];
  lessons: Lesson[] = [];
  /** Earlier lessons that any lesson would turn wrong. */
  spoils: Lesson[] = [];
  /** The next requests of these names fail with this code. */
  readonly failing = new Map<EngineRequest, EngineErrorCode>();
  /** While set, an answer waits for it. */
  hold: Promise<void> | null = null;
  state: EngineState = {
    revision: 1,
    settings: defaultSettings(),
    limits: null,
    tasks: INFOS,
    lessons: 0,
    imports: [],
    storage: 'kept',
    mayTeach: true,
    trouble: { damaged: 0, blocked: null, lost: null },
    site: '',
    path: '',
  };
  onChanged: (state: EngineState) => void = () => {};
  onAsked: (request: EngineRequest) => void = () => {};

  open(onChanged: (state: EngineState) => void): this {
    this.onChanged = onChanged;
    queueMicrotask(() => onChanged(this.state));
    return this;
  }

  close(): void {
    this.onChanged = () => {};
  }

  async request<K extends EngineRequest>(request: K, params: EngineParams<K>): Promise<EngineReplies[K]> {
    this.asked.push({ request, params });
    this.onAsked(request);
    await this.hold;
    const code = this.failing.get(request);
    if (code) throw new EngineError(code, 'as the test wants it');
    const answer = this.#answers[request] as (params: EngineParams<K>) => EngineReplies[K];
    return answer(params);
  }

  asksOf<K extends EngineRequest>(request: K): EngineParams<K>[] {
    return this.asked
      .filter((asked) => asked.request === request)
      .map(({ params }) => params as EngineParams<K>);
  }

  judge(text: string): Verdict[] {
    return INFOS.filter(({ task }) => this.state.settings.tasks[task].on).map((info) =>
      this.#verdict(info, text),
    );
  }

  #verdict({ task, labels, ordinary }: TaskInfo, text: string): Verdict {
    const taught = this.lessons.find((lesson) => lesson.task === task && lesson.text === text);
    const sign = SIGNS[task];
    const label = taught?.label ?? (text.includes(sign[0]) ? sign[1] : ordinary);
    return {
      task,
      label,
      probability: 0.9,
      probabilities: labels.map((each) => (each === label ? 0.9 : 0.1)),
      flagged: label !== ordinary,
      unsure: false,
      yours: taught !== undefined,
    };
  }

  #nothingLost(): EngineState {
    this.state = { ...this.state, trouble: { ...this.state.trouble, lost: null } };
    return this.#changed();
  }

  #changed(): EngineState {
    this.state = { ...this.state, revision: this.state.revision + 1, lessons: this.lessons.length };
    this.onChanged(this.state);
    return this.state;
  }

  readonly #answers: { [K in EngineRequest]?: (params: EngineParams<K>) => EngineReplies[K] } = {
    state: () => this.state,
    classify: ({ texts }) => ({
      revision: this.state.revision,
      verdicts: texts.map((text) => this.judge(text)),
    }),
    explain: ({ text, task }) => {
      const lesson = this.lessons.find((each) => each.text === text && each.task === task)?.id ?? null;
      return { evidence: [], lesson, example: null };
    },
    teach: ({ lesson: id, ...rest }) => {
      const lesson: Lesson = { id, ...rest, at: this.lessons.length };
      this.lessons = [
        lesson,
        ...this.lessons.filter((old) => old.text !== rest.text || old.task !== rest.task),
      ];
      const { revision } = this.#changed();
      return { revision, lesson, verdicts: this.judge(rest.text) };
    },
    preview: () => ({ changed: [], spoiled: this.spoils.length, spoiledLessons: this.spoils }),
    putBack: () => this.#nothingLost(),
    leaveBackup: () => this.#nothingLost(),
    undo: ({ lesson: id }) => {
      this.lessons = this.lessons.filter((lesson) => lesson.id !== id);
      return { revision: this.#changed().revision };
    },
    teachAll: ({ lessons, site }) => {
      const given = lessons.map(({ lesson: id, ...rest }) => ({ id, ...rest, site, at: 0 }));
      this.lessons = [...given, ...this.lessons];
      const { revision } = this.#changed();
      return { revision, lessons: given };
    },
    undoAll: ({ lessons }) => {
      this.lessons = this.lessons.filter(({ id }) => !lessons.includes(id));
      return { revision: this.#changed().revision };
    },
    setOptions: (options) => {
      const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
      this.state = { ...this.state, settings: { ...this.state.settings, ...given } };
      return this.#changed();
    },
    lessons: ({ limit }) => ({
      lessons: this.lessons
        .slice(0, limit)
        .map((lesson) => ({ ...lesson, said: null, replaced: [], similarity: null })),
      total: this.lessons.length,
      sites: [],
    }),
    setTask: ({ task, on, sensitivity, way = this.state.settings.tasks[task].way }) => {
      const tasks = { ...this.state.settings.tasks, [task as TaskId]: { on, sensitivity, way } };
      this.state = { ...this.state, settings: { ...this.state.settings, tasks } };
      return this.#changed();
    },
    setSite: ({ site, on, plain }) => {
      const { settings } = this.state;
      this.state = { ...this.state, settings: { ...settings, rules: withSite(settings, site, on, plain) } };
      return this.#changed();
    },
  };
}
