import type { Engine } from '../../../src/dashboard/dashboard.tsx';
import { defaultSettings, defaultTask } from '../../../src/protocol/defaults.ts';
import { EngineError, type RequestOptions } from '../../../src/protocol/engineClient.ts';
import type {
  EngineErrorCode,
  EngineParams,
  EngineReplies,
  EngineRequest,
  EngineState,
  FileInfo,
  Found,
  Lesson,
  ListedLesson,
  Progress,
} from '../../../src/protocol/messages.ts';
import type { TaskId, TaskInfo, Verdict } from '../../../src/protocol/verdict.ts';
import { shippedInfo } from '../protocol/infos.ts';

const SPAM: TaskInfo = {
  ...shippedInfo('spam', ['ham', 'spam'], 'ham'),
  falseAlarms: [0.0003, 0.0005, 0.001, 0.002, 0.003],
};
const INTENT = shippedInfo('intent', ['question', 'thanks', 'statement'], 'statement');
const CLICKBAIT = { ...shippedInfo('clickbait', ['news', 'clickbait'], 'news'), extra: true };

type Taught = Lesson & { order: number };

/**
 * An engine as the protocol says, for tests of the dashboard: it keeps lessons, settings and own tasks, and tells each change. Its
 * heads know one word: what has "cruise" in it is spam.
 */
export class FakeEngine implements Engine {
  readonly asked: { request: EngineRequest; params: unknown }[] = [];
  /** The next requests of these names fail with this code. */
  readonly failing = new Map<EngineRequest, EngineErrorCode>();
  /** While set, an answer waits for it; a cancelled one does not. */
  hold: Promise<void> | null = null;
  lessons: Taught[] = [];
  progress: Partial<Progress> = {};
  found: Found = { counting: true, days: 7, rows: [], byDay: [] };
  /** What a file is that is inspected; null: none of Inkling's. */
  file: FileInfo | null = null;
  requests = 0;
  /** Earlier lessons that any lesson would turn wrong. */
  spoils: Lesson[] = [];
  backups = [{ at: Date.UTC(2026, 1, 1), bytes: 2000 }];
  state: EngineState = {
    revision: 1,
    settings: {
      ...defaultSettings(),
      tasks: {
        spam: defaultTask('spam'),
        intent: defaultTask('intent'),
        clickbait: defaultTask('clickbait'),
      },
    },
    limits: null,
    tasks: [SPAM, INTENT, CLICKBAIT],
    lessons: 0,
    imports: [],
    storage: 'kept',
    mayTeach: true,
    trouble: { damaged: 0, blocked: null, lost: null },
    site: '',
    path: '',
  };
  #onChanged: (state: EngineState) => void = () => {};
  #order = 0;

  open(onChanged: (state: EngineState) => void): this {
    this.#onChanged = onChanged;
    this.state = { ...this.state, lessons: this.#holding().length };
    queueMicrotask(() => onChanged(this.state));
    return this;
  }

  close(): void {
    this.#onChanged = () => {};
  }

  async request<K extends EngineRequest>(
    request: K,
    params: EngineParams<K>,
    { signal, onProgress }: RequestOptions = {},
  ): Promise<EngineReplies[K]> {
    this.asked.push({ request, params });
    onProgress?.({ done: 1, of: 4 });
    if (this.hold) {
      const cancelled = new Promise<never>((_, reject) =>
        signal?.addEventListener('abort', () => reject(new EngineError('cancelled', 'cancelled'))),
      );
      await Promise.race([this.hold, cancelled]);
    }
    const code = this.failing.get(request);
    if (code) throw new EngineError(code, 'as the test wants it');
    const answer = this.#answers[request] as ((params: EngineParams<K>) => EngineReplies[K]) | undefined;
    if (!answer) throw new Error(`the fake engine can't answer ${request}`);
    return answer(params);
  }

  asksOf<K extends EngineRequest>(request: K): EngineParams<K>[] {
    return this.asked
      .filter((asked) => asked.request === request)
      .map(({ params }) => params as EngineParams<K>);
  }

  /** Lessons given before the test begins. */
  teach(text: string, label: string, { task = 'spam', site = 'forum.test' } = {}): string {
    const id = crypto.randomUUID();
    this.lessons.push({ id, task, label, text, site, at: Date.UTC(2026, 0, 1), order: ++this.#order });
    return id;
  }

  judge(text: string): Verdict[] {
    return this.state.tasks
      .filter(({ task }) => this.state.settings.tasks[task]?.on)
      .map(({ task, labels, ordinary }) => {
        const taught = this.#holding().find((lesson) => lesson.task === task && lesson.text === text);
        const guess = task === 'spam' && text.includes('cruise') ? 'spam' : ordinary;
        const label = taught?.label ?? guess;
        return {
          task,
          label,
          probability: 0.9,
          probabilities: labels.map((each) => (each === label ? 0.9 : 0.1)),
          flagged: label !== ordinary,
          unsure: false,
          yours: taught !== undefined,
        };
      });
  }

  /** The newest lesson on each text of each task, newest first. */
  #holding(): ListedLesson[] {
    const newestFirst = [...this.lessons].sort((a, b) => b.order - a.order);
    const byText = new Map<string, Taught[]>();
    for (const lesson of newestFirst) {
      const key = `${lesson.task} ${lesson.text}`;
      const same = byText.get(key);
      if (same) same.push(lesson);
      else byText.set(key, [lesson]);
    }
    return [...byText.values()].map(([holds, ...replaced]) => ({
      ...plain(holds),
      said: null,
      replaced: replaced.map(plain),
      similarity: null,
    }));
  }

  #set(change: Partial<EngineState>): EngineState {
    this.state = {
      ...this.state,
      ...change,
      revision: this.state.revision + 1,
      lessons: this.#holding().length,
    };
    this.#onChanged(this.state);
    return this.state;
  }

  #keep(lesson: Omit<Lesson, 'at'>): Lesson {
    const kept = { ...lesson, at: Date.UTC(2026, 1, 1), order: ++this.#order };
    this.lessons.push(kept);
    return plain(kept);
  }

  #settings(change: Partial<EngineState['settings']>): EngineState {
    return this.#set({ settings: { ...this.state.settings, ...change } });
  }

  readonly #answers: { [K in EngineRequest]?: (params: EngineParams<K>) => EngineReplies[K] } = {
    lessons: ({ limit, offset = 0, query = '', task, label, site }) => {
      const all = this.#holding();
      const fit = all.filter(
        (lesson) =>
          lesson.text.toLowerCase().includes(query.toLowerCase()) &&
          (task === undefined || lesson.task === task) &&
          (label === undefined || lesson.label === label) &&
          (site === undefined || lesson.site === site),
      );
      return {
        lessons: fit.slice(offset, offset + limit),
        total: fit.length,
        sites: [...new Set(all.map(({ site }) => site))],
      };
    },
    classify: ({ texts }) => ({
      revision: this.state.revision,
      verdicts: texts.map((text) => this.judge(text)),
    }),
    teach: ({ lesson: id, ...rest }) => {
      const lesson = this.#keep({ id, ...rest });
      const { revision } = this.#set({});
      return { revision, lesson, verdicts: this.judge(rest.text) };
    },
    teachAll: ({ lessons, site }) => {
      const kept = lessons.map(({ lesson: id, ...rest }) => this.#keep({ id, site, ...rest }));
      return { revision: this.#set({}).revision, lessons: kept };
    },
    relabel: ({ lesson: id, of, label }) => {
      const { text, task, site } = this.lessons.find((lesson) => lesson.id === of)!;
      const lesson = this.#keep({ id, text, task, site, label });
      return { revision: this.#set({}).revision, lesson };
    },
    undo: ({ lesson: id }) => {
      this.lessons = this.lessons.filter((lesson) => lesson.id !== id);
      return { revision: this.#set({}).revision };
    },
    undoAll: ({ lessons }) => {
      this.lessons = this.lessons.filter(({ id }) => !lessons.includes(id));
      return { revision: this.#set({}).revision };
    },
    forget: ({ lessons }) => {
      const texts = this.lessons.filter(({ id }) => lessons.includes(id)).map(({ text }) => text);
      this.lessons = this.lessons.filter(({ text }) => !texts.includes(text));
      return { revision: this.#set({}).revision };
    },
    progress: ({ task, texts }) => ({
      task,
      labels: this.#info(task).labels,
      series: [],
      prequential: null,
      confusion: this.#info(task).labels.map((_, __, labels) => labels.map(() => 0)),
      calibration: [],
      leaveOneOut: null,
      learning: this.#info(task).learning,
      question: texts && texts.length > 1 ? { text: 1, verdict: this.judge(texts[1])[0] } : null,
      ...this.progress,
    }),
    found: () => this.found,
    forgetFound: () => {
      this.found = { ...this.found, rows: [], byDay: [] };
      return this.found;
    },
    usage: () => ({
      bytes: 123_456,
      lessons: this.state.lessons,
      replaced: this.lessons.length - this.state.lessons,
      tasks: this.state.tasks.filter(({ own }) => own).length,
      imports: this.state.imports.length,
      found: this.found.rows.length,
      backups: this.backups,
      requests: this.requests,
    }),
    setTask: ({ task, ...given }) => {
      const before = this.state.settings.tasks[task];
      const { way = before.way, ways = before.ways } = given;
      const after = { ...given, way, ...(ways && { ways }) };
      return this.#settings({ tasks: { ...this.state.settings.tasks, [task]: after } });
    },
    setOptions: (options) => this.#settings(options as Partial<EngineState['settings']>),
    setStorageMode: ({ mode }) => {
      if (mode !== 'texts') this.lessons = this.lessons.map((lesson) => ({ ...lesson, text: '' }));
      return this.#settings({ storageMode: mode });
    },
    putTask: ({ task, name, labels }) => {
      const own: TaskInfo = {
        ...shippedInfo(task, ['other', ...labels.map(({ id }) => id)], 'other'),
        own: { name, labels },
        languages: [],
        learning: { real: {}, synthetic: {}, accuracy: null, ready: false },
      };
      const others = this.state.tasks.filter((info) => info.task !== task);
      return this.#set({
        tasks: [...others, own],
        settings: {
          ...this.state.settings,
          tasks: { [task]: defaultTask(task), ...this.state.settings.tasks },
        },
      });
    },
    removeTask: ({ task }) => {
      this.lessons = this.lessons.filter((lesson) => lesson.task !== task);
      return this.#set({ tasks: this.state.tasks.filter((info) => info.task !== task) });
    },
    mergeLabels: () => this.#set({}),
    inspectFile: ({ texts }) => {
      if (!this.file) throw new EngineError('bad-file', 'not a file of ours');
      if (this.file.kind !== 'task') return this.file;
      const flags = texts.flatMap((said, text) =>
        said.includes('butler') ? [{ text, label: this.labelOfFile(), probability: 0.9 }] : [],
      );
      return { ...this.file, flags };
    },
    importFile: ({ import: id, as }) => {
      const { name } = this.file as { name: string };
      return this.#set({ imports: [...this.state.imports, { id, task: as.task, name, at: 0 }] });
    },
    removeImport: ({ import: id }) =>
      this.#set({ imports: this.state.imports.filter((each) => each.id !== id) }),
    exportTask: ({ texts }) => ({
      file: btoa('a file'),
      name: 'spam.inkling',
      bytes: 6,
      texts: texts ? this.#holding().map(({ text }) => text) : [],
    }),
    exportAll: () => ({ file: btoa('all'), name: 'inkling.inkling', bytes: 3, texts: [] }),
    importAll: () => this.#set({}),
    preview: () => ({ changed: [], spoiled: this.spoils.length, spoiledLessons: this.spoils }),
    putBack: () => this.#set({ trouble: { ...this.state.trouble, lost: null } }),
    leaveBackup: () => this.#set({ trouble: { ...this.state.trouble, lost: null } }),
    eraseAll: () => {
      this.lessons = [];
      return this.#set({ settings: defaultSettings() });
    },
    tryOut: ({ texts, examples }) => {
      const labels = [...new Set(examples?.map(({ label }) => label))];
      return {
        labels,
        learned: examples ? 3400 : 0,
        answers: texts.map((text) => ({
          verdicts: examples ? [] : this.judge(text),
          probabilities: labels.map((_, i) => (i === 0 ? 0.7 : 0.3 / (labels.length - 1))),
          evidence: text.includes('cruise') ? [{ word: 'cruise', share: 1.2 }] : [],
          took: 150,
        })),
      };
    },
  };

  labelOfFile(): string {
    return this.file?.kind === 'task' ? this.file.labels[0].id : '';
  }

  #info(task: TaskId): TaskInfo {
    return this.state.tasks.find((info) => info.task === task)!;
  }
}

function plain({ order: _, ...lesson }: Taught): Lesson {
  return lesson;
}
