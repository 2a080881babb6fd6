/** How one server of a bulk act fared. */
export interface BulkOutcome {
  readonly id: string;
  readonly name: string;
  /** `asked`: it waits for a second person now. */
  readonly state: 'waiting' | 'running' | 'done' | 'asked' | 'refused';
  /** Why it was refused, as a sentence. */
  readonly because: string | null;
}

export const waitingFor = (servers: readonly { readonly id: string; readonly name: string }[]): BulkOutcome[] =>
  servers.map(({ id, name }) => ({ id, name, state: 'waiting', because: null }));

/** The list with what is newly known of one server. */
export const withOutcome = (
  outcomes: readonly BulkOutcome[],
  id: string,
  change: Pick<BulkOutcome, 'state'> & Partial<Pick<BulkOutcome, 'because'>>,
): BulkOutcome[] => outcomes.map((outcome) => (outcome.id === id ? { ...outcome, ...change } : outcome));

export const finishedCount = (outcomes: readonly BulkOutcome[]): number =>
  outcomes.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
