/** Reads the card of a shipped task's model from the package. */
type LoadCard = () => Promise<{ default: string }>;

const CARDS = import.meta.glob<{ default: string }>(['../../../models/*.md', '!**/README.md'], {
  query: '?raw',
});

/** Undefined for a task that has no card. */
export function cardOf(task: string): LoadCard | undefined {
  return CARDS[`../../../models/${task}.md`];
}
