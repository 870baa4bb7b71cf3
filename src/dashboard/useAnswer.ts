import { useEffect, useState } from 'preact/hooks';

/**
 * The newest answer to a question that is asked again whenever something in `on` changes; until that answer
 * comes, the one of before stays. Null before the first.
 */
export function useAnswer<T>(
  ask: () => Promise<T>,
  on: readonly unknown[],
  fail: (error: unknown) => void,
): T | null {
  const [answer, setAnswer] = useState<T | null>(null);
  useEffect(() => {
    let stale = false;
    ask().then(
      (reply) => !stale && setAnswer(reply),
      (error) => !stale && fail(error),
    );
    return () => {
      stale = true;
    };
  }, on);
  return answer;
}
