import type { RawBuilder, SqlBool } from 'kysely';
import type { z } from 'zod';
import type { Database, Tx } from '../db/database.ts';
import type { SettingDeclaration } from '../settings/declare.ts';

/** A setting that holds a number of days. */
export interface DaysSetting {
  readonly key: string;
  readonly declaration: SettingDeclaration<z.ZodInt>;
}

/** A table that grows as time passes: what it is for, how long its rows stay, and what is left when a person or an asset is erased. */
export interface Stream {
  /** Unique, `audit`, `servers.updates`. Pages translate it as `streams.<name>`. */
  readonly name: string;
  readonly table: keyof Database & `${string}.${string}`;
  /** The column by which a row grows old. A row without it is not old. */
  readonly time: string;
  /** One sentence for operators. */
  readonly purpose: string;
  readonly kept: Kept;
  /** Columns that are emptied before the row goes. */
  readonly blanked?: { readonly columns: readonly string[]; readonly after: DaysSetting };
  /** What erasing a person does here, as a sentence. */
  readonly person: string;
  /** What erasing an asset does here, as a sentence. */
  readonly asset: string;
  /** Takes a removed person's names out of some rows after `from` (null: the first); answers where to go on, null at the end. */
  readonly erasePerson?: ErasePerson;
}

export type Kept =
  | { readonly how: 'for ever' }
  /** Removed by the room itself. */
  | { readonly how: 'by its room'; readonly days: number | DaysSetting }
  | Removed;

/** Removed every night when it is older than the setting says. */
export interface Removed {
  readonly how: 'for days';
  readonly days: DaysSetting;
  /** Rows alias `r` that may go once they are old; absent: all. What something open needs must not be among them. */
  readonly mayGo?: RawBuilder<SqlBool>;
  /** The newest row stays, however old: ids are counted on from it. */
  readonly keepsNewest?: true;
  /** Native partitions of this length by `time`, with a default one for the rest: old ones are dropped whole. */
  readonly partitionedBy?: 'day' | 'month';
  /** Removes some old rows and what hangs on them; answers how many, fewer than `limit` at the end. Absent: plain rows. */
  readonly remove?: (tx: Tx, before: Temporal.Instant, limit: number) => Promise<number>;
}

/** A person who was removed for good. */
export interface RemovedPerson {
  readonly id: string;
  /** What history calls them from now on. */
  readonly tombstone: string;
  /** What they were called: user name, display name, e-mail address. */
  readonly names: readonly string[];
}

export type ErasePerson = (tx: Tx, person: RemovedPerson, from: string | null) => Promise<string | null>;
