import type { Id, SiteId } from '../../shared/ids.ts';
import type { Work } from '../db/transact.ts';

export type ErrandId = Id<'errand'>;

export type MessageParams = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Text `<module>:errands.<key>` of the module's locales with its figures, so that it reads in each person's language.
 * Instants as RFC 3339; figures that the text counts are written `{{done, number}}`.
 */
export interface Message {
  /** `blocklistImport`, `blocklistImport_done` */
  readonly key: string;
  readonly params: MessageParams;
}

/** Something long that the console does for a person, such as an import. */
export interface NewErrand {
  readonly module: string;
  /** What sort of errand it is, `blocklist-import`; lists can be filtered by it. */
  readonly kind: string;
  readonly title: Message;
  /** Null: about no single site; then it is seen by who began it and by people who reach everything. */
  readonly siteId: SiteId | null;
  /** What others must hold at the site to see it. An unknown one throws. */
  readonly permission: string;
  /** What others must hold at the site to cancel it; who began it may. Null: it cannot be canceled. An unknown one throws. */
  readonly cancelPermission: string | null;
  /** How many steps there are; null while nobody knows. */
  readonly total: number | null;
  /** Page of the console where its outcome will be, `/bans/lists/…`; null: there is none. */
  readonly page: string | null;
}

/** How far it has come. What is left out stays as it was. */
export interface Progress {
  readonly done?: number;
  /** Null: it turned out to be unknown. */
  readonly total?: number | null;
  /** What it is doing right now; null: nothing that is worth a sentence. */
  readonly note?: Message | null;
}

export interface Outcome {
  readonly state: 'succeeded' | 'failed' | 'canceled';
  /** One sentence: what came of it. Null: the state says it all. */
  readonly result: Message | null;
  /** Where its outcome is, if that is known only now; left out: as it was begun. */
  readonly page?: string;
}

/** Where an errand stood when it was taken up. */
export interface TakenUp {
  /** Zero at the first time; after a crash what was last written. The work may have come a little further. */
  readonly done: number;
  readonly total: number | null;
}

/**
 * Long work, told to people while it runs: under the bell, and on pages by `ErrandProgress`.
 *
 * An action begins an errand and enqueues the job that does it, in one transaction. The job takes the errand up, says how far
 * it is, asks between steps whether it was canceled, and ends it in the transaction of its last effect. A job that is tried
 * again after a crash takes the same errand up again.
 */
export interface Errands {
  /** Begins one in the caller's transaction: it waits until it is taken up. Begun by `work.by`. */
  begin(work: Work, errand: NewErrand): Promise<ErrandId>;
  /**
   * Somebody works on it from now on. Null: it is over (ended by an earlier attempt, or canceled before it was taken up),
   * and there is nothing to do. An interrupted one goes on. Not inside a transaction that has touched the same errand.
   */
  takeUp(id: ErrandId): Promise<TakenUp | null>;
  /**
   * Says how far it is, and that it is alive: one that says nothing for five minutes counts as interrupted, so call it
   * between steps also with nothing new. At most two a second are written, the last one always; it may be called as often
   * as one likes. Not inside a transaction that has touched the same errand.
   */
  progress(id: ErrandId, progress: Progress): Promise<void>;
  /** Whether somebody wants it to stop. Asked between steps; then `end` it as `canceled`, with what was done so far. */
  isCanceled(id: ErrandId): Promise<boolean>;
  /**
   * Ends it in the transaction of its effect, with the last progress. False: it was over before, and nothing is changed;
   * an effect that must not happen twice is then to be rolled back.
   */
  end(work: Work, id: ErrandId, outcome: Outcome): Promise<boolean>;
}
