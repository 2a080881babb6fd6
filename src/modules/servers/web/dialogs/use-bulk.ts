import { useState } from 'react';
import { asProblem } from '../../../../web/api/index.ts';
import { sentenceFor } from '../../../../web/kit/index.ts';
import { type BulkOutcome, finishedCount, waitingFor, withOutcome } from '../view/bulk.ts';

export interface Bulk {
  /** Null until it was started. */
  readonly outcomes: readonly BulkOutcome[] | null;
  readonly isRunning: boolean;
  start(): void;
}

/** Does one thing to many servers, one after another; a refusal stops none of the others. */
export function useBulk<Target extends { readonly id: string; readonly name: string }>(
  servers: readonly Target[],
  act: (server: Target) => Promise<unknown>,
): Bulk {
  const [outcomes, setOutcomes] = useState<readonly BulkOutcome[] | null>(null);
  const tell = (id: string, change: Parameters<typeof withOutcome>[2]) =>
    setOutcomes((old) => (old === null ? null : withOutcome(old, id, change)));
  const run = async () => {
    setOutcomes(waitingFor(servers));
    for (const server of servers) {
      tell(server.id, { state: 'running' });
      try {
        await act(server);
        tell(server.id, { state: 'done' });
      } catch (thrown) {
        const problem = asProblem(thrown);
        const isAsked = problem.code === 'servers.second_person_needed';
        tell(server.id, isAsked ? { state: 'asked' } : { state: 'refused', because: sentenceFor(problem) });
      }
    }
  };
  return {
    outcomes,
    isRunning: outcomes !== null && finishedCount(outcomes) < outcomes.length,
    start: () => void run(),
  };
}
