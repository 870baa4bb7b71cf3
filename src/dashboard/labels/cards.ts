/** The cards of the shipped tasks' models, as they lie in the package. */
const CARDS = import.meta.glob<string>(['../../../models/*.md', '!**/README.md'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Undefined for a task that has no card. */
export function cardOf(task: string): string | undefined {
  return CARDS[`../../../models/${task}.md`];
}
