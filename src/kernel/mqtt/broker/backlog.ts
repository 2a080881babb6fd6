/** What waits for one session on disk. */
interface Waiting {
  /** By key of the store, the bytes of the payload. */
  readonly bytes: Map<string, number>;
  /** Keys by the number under which the client was sent them. */
  readonly sent: Map<number, string>;
  total: number;
}

const none = (): Waiting => ({ bytes: new Map(), sent: new Map(), total: 0 });

/** Who waits for what, kept in memory beside the store: asked for every message that is sent and acknowledged. */
export class Backlog {
  readonly #sessions = new Map<string, Waiting>();

  count(clientId: string): { readonly messages: number; readonly bytes: number } {
    const waiting = this.#sessions.get(clientId);
    return { messages: waiting?.bytes.size ?? 0, bytes: waiting?.total ?? 0 };
  }

  add(clientId: string, key: string, bytes: number): void {
    const waiting = this.#sessions.get(clientId) ?? none();
    waiting.total += bytes - (waiting.bytes.get(key) ?? 0);
    waiting.bytes.set(key, bytes);
    this.#sessions.set(clientId, waiting);
  }

  /** The client was sent it under this number; an earlier one counts no more. */
  send(clientId: string, key: string, messageId: number): void {
    const waiting = this.#sessions.get(clientId);
    if (waiting?.bytes.has(key) === true) waiting.sent.set(messageId, key);
  }

  /** The client has it; answers its key, null where nothing waits under that number. */
  take(clientId: string, messageId: number): string | null {
    const waiting = this.#sessions.get(clientId);
    const key = waiting?.sent.get(messageId);
    if (waiting === undefined || key === undefined) return null;
    waiting.sent.delete(messageId);
    // False: acknowledged already, under another number.
    return this.drop(clientId, key) ? key : null;
  }

  /** False: it did not wait. */
  drop(clientId: string, key: string): boolean {
    const waiting = this.#sessions.get(clientId);
    if (waiting === undefined) return false;
    waiting.total -= waiting.bytes.get(key) ?? 0;
    const wasWaiting = waiting.bytes.delete(key);
    if (waiting.bytes.size === 0) this.#sessions.delete(clientId);
    return wasWaiting;
  }

  forget(clientId: string): void {
    this.#sessions.delete(clientId);
  }
}
