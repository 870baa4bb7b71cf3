import { useState } from 'preact/hooks';
import { words } from '../protocol/words.ts';
import { trouble } from './trouble.ts';

/**
 * What a page of the extension says after each thing that one does: in the live region that it is done, and
 * where that is offered with a way back, or in the alert why it isn't. Numbered, so that the same sentence twice
 * is announced twice, and a control that was refused is drawn anew.
 */
export interface Telling {
  /** Does something and says what it gives back, or the trouble it throws. */
  tell(work: () => Promise<Told>): Promise<void>;
  fail(error: unknown): void;
  /** Takes what went wrong, and what was done, out of sight. */
  forget(): void;
  said: Said;
  failure: Numbered;
}
/** A sentence, or one with a way back; taking that says the sentence it gives. */
export type Told = string | { sentence: string; undo: () => Promise<string> };
interface Numbered {
  sentence: string;
  number: number;
}
interface Said extends Numbered {
  undo?: () => void;
}

export function useTelling(): Telling {
  const [said, setSaid] = useState<Said>({ sentence: '', number: 0 });
  const [failure, setFailure] = useState<Numbered>({ sentence: '', number: 0 });
  function fail(error: unknown): void {
    setFailure(({ number }) => ({ sentence: trouble(error), number: number + 1 }));
  }
  async function tell(work: () => Promise<Told>): Promise<void> {
    try {
      const told = await work();
      setSaid(({ number }) =>
        typeof told === 'string'
          ? { sentence: told, number: number + 1 }
          : { sentence: told.sentence, number: number + 1, undo: () => void tell(told.undo) },
      );
      setFailure({ sentence: '', number: 0 });
    } catch (error) {
      fail(error);
    }
  }
  function forget(): void {
    setSaid(({ number }) => ({ sentence: '', number }));
    setFailure(({ number }) => ({ sentence: '', number }));
  }
  return { said, failure, fail, forget, tell };
}

/** Where it is said what was just done. */
export function Said({ said }: Pick<Telling, 'said'>) {
  return (
    <>
      <p role="status">
        <span key={said.number}>{said.sentence}</span>
      </p>
      {said.undo && (
        <button type="button" class="quiet" onClick={said.undo}>
          {words('ui_undo')}
        </button>
      )}
    </>
  );
}

/** Where it is said what did not work. */
export function Trouble({ failure }: Pick<Telling, 'failure'>) {
  return (
    <p role="alert" class="trouble">
      {failure.sentence && <span key={failure.number}>{failure.sentence}</span>}
    </p>
  );
}
