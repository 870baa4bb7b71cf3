import { useRef, useState } from 'preact/hooks';
import { EngineError } from '../protocol/engineClient.ts';
import { words } from '../protocol/words.ts';
import type { Telling, Told } from '../ui/telling.tsx';
import { count } from './numbers.ts';

/**
 * Work that may take more than a moment (an import, an export, learning everything anew): one at a time, with what
 * it is, how far it has come, and a way to cancel it. Whatever changes nothing when it is cancelled says so.
 */
export interface Work {
  /** What is under way; null: nothing. */
  running: Running | null;
  /** Does something long. `how` goes on to the engine's client with the request. */
  run(name: string, work: (how: How) => Promise<Told>): Promise<void>;
}
export interface How {
  signal: AbortSignal;
  onProgress: (progress: { done: number; of: number }) => void;
}
interface Running {
  name: string;
  done: number;
  of: number;
  cancel: () => void;
}

export function useWork(telling: Telling): Work {
  const [running, setRunning] = useState<Running | null>(null);
  const busy = useRef(false);
  return {
    running,
    async run(name, work) {
      if (busy.current) return telling.tell(async () => words('dashboard_oneAtATime'));
      busy.current = true;
      const ended = new AbortController();
      const cancel = () => ended.abort();
      setRunning({ name, done: 0, of: 0, cancel });
      await telling.tell(async () => {
        try {
          return await work({
            signal: ended.signal,
            onProgress: (progress) => setRunning((now) => now && { ...now, ...progress }),
          });
        } catch (error) {
          if (error instanceof EngineError && error.code === 'cancelled') return words('dashboard_cancelled');
          throw error;
        }
      });
      busy.current = false;
      setRunning(null);
    },
  };
}

/** Shows what is under way. */
export function Underway({ running }: { running: Running }) {
  const { name, done, of, cancel } = running;
  return (
    <div class="work">
      <span aria-hidden="true">{name}</span>
      {of > 0 ? <progress aria-label={name} value={done} max={of} /> : <progress aria-label={name} />}
      {of > 0 && (
        <span class="hint" aria-hidden="true">
          {words('dashboard_doneOf', count(done), count(of))}
        </span>
      )}
      <button type="button" onClick={cancel}>
        {words('dashboard_cancel')}
      </button>
    </div>
  );
}
