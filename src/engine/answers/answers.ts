import type { EngineParams, EngineReplies, EngineRequest, Role } from '../../protocol/messages.ts';
import type { Holdings, Step } from '../holdings.ts';

/** Who asks, and what a long answer may do meanwhile. */
export interface Asker {
  role: Role;
  /** Of the page that asks, by the browser's word. */
  site: string;
  path: string;
  /**
   * Lets signs of life and cancelling through, and tells how far it has come. Nothing else is answered
   * meanwhile. @throws Refusal when the asker wants no answer any more.
   */
  step: Step;
  /** The same once a change has been kept: there is no way back then, so it is never cancelled. */
  carryOn: Step;
  /** The same, and others that are more urgent are answered first: what is held may be changed by then. */
  giveWay: () => Promise<void>;
}

/** How one request is answered. Runs alone; throws a Refusal, or a StoreError, and has then changed nothing. */
export type Answers<K extends EngineRequest> = {
  [R in K]: (
    held: Holdings,
    params: EngineParams<R>,
    asker: Asker,
  ) => EngineReplies[R] | Promise<EngineReplies[R]>;
};
