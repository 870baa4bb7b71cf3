import { useState } from 'preact/hooks';
import { trouble } from './trouble.ts';

/**
 * What a page of the extension says after each thing that one does: in the live region that it is done,
 * or in the alert why it isn't. Numbered, so that the same sentence twice is announced twice, and a control
 * that was refused is drawn anew.
 */
export interface Telling {
  /** Does something and says the sentence it gives back, or the trouble it throws. */
  tell(work: () => Promise<string>): Promise<void>;
  fail(error: unknown): void;
  said: Numbered;
  failure: Numbered;
}
interface Numbered {
  sentence: string;
  number: number;
}

export function useTelling(): Telling {
  const [said, setSaid] = useState<Numbered>({ sentence: '', number: 0 });
  const [failure, setFailure] = useState<Numbered>({ sentence: '', number: 0 });
  function fail(error: unknown): void {
    setFailure(({ number }) => ({ sentence: trouble(error), number: number + 1 }));
  }
  return {
    said,
    failure,
    fail,
    async tell(work) {
      try {
        const sentence = await work();
        setSaid(({ number }) => ({ sentence, number: number + 1 }));
        setFailure({ sentence: '', number: 0 });
      } catch (error) {
        fail(error);
      }
    },
  };
}

/** Where it is said what was just done. */
export function Said({ said }: Pick<Telling, 'said'>) {
  return (
    <p role="status">
      <span key={said.number}>{said.sentence}</span>
    </p>
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
