import type { EngineErrorCode } from '../protocol/messages.ts';
import type { TaskId } from '../protocol/verdict.ts';

/** A request that can't be fulfilled, through no fault of the engine. */
export class Refusal extends Error {
  constructor(
    readonly code: EngineErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export function unknownLabel(task: TaskId, label: string): Refusal {
  return new Refusal('unknown-label', `${task} has no label "${label}"`);
}
