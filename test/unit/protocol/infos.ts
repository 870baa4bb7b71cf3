import { SENSITIVITY_STEPS, type TaskId, type TaskInfo } from '../../../src/protocol/verdict.ts';

/** What an engine would tell of a shipped task, for tests of those who ask it. */
export function shippedInfo(task: TaskId, labels: string[], ordinary: string): TaskInfo {
  const limits = Array.from({ length: SENSITIVITY_STEPS }, (_, step) => 0.9 - step / 10);
  return {
    task,
    labels,
    ordinary,
    version: '00000001',
    extra: false,
    own: null,
    flagAt: labels.map((label) => (label === ordinary ? [] : limits)),
    falseAlarms: [],
    languages: ['en'],
    learning: null,
  };
}
