import { useEffect, useState } from 'preact/hooks';

/**
 * The newest answer to a question that is asked again whenever something in `on` changes; until that answer
 * comes, the one of before stays. Null before the first. The signal that `ask` gets cancels a question that
 * nobody waits for any more, so that fast typing doesn't keep the engine busy.
 */
export function useAnswer<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  on: readonly unknown[],
  fail: (error: unknown) => void,
): T | null {
  const [answer, setAnswer] = useState<T | null>(null);
  useEffect(() => {
    const stale = new AbortController();
    const { signal } = stale;
    ask(signal).then(
      (reply) => !signal.aborted && setAnswer(reply),
      (error) => !signal.aborted && fail(error),
    );
    return () => stale.abort();
  }, on);
  return answer;
}
