/** Puts a job into a queue within the transaction of a use case; it runs only if that commits. */
export type Enqueue = (queue: string, data: Readonly<Record<string, unknown>>, options?: EnqueueOptions) => Promise<void>;

export interface EnqueueOptions {
  /** Earliest start; absent: at once. */
  readonly startAfter?: Temporal.Instant;
  /** Only one waiting job with this key per queue. */
  readonly singletonKey?: string;
}
