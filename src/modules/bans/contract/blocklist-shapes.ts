import { z } from 'zod';
import { WireId, WireInstant } from '../../../kernel/contract/wire.ts';

const Named = z.object({ id: z.string(), name: z.string() });

/**
 * `plain` and `netset`: one address, network or range a line, `#` and `;` begin a comment. `spamhaus`: the text of DROP (`192.0.2.0/24 ; SBL1`).
 * `spamhaus-json`: its JSON lines (`{"cidr":"192.0.2.0/24",…}`). `csv`: one column of comma or semicolon separated values.
 */
export const BLOCKLIST_FORMATS = ['plain', 'netset', 'spamhaus', 'spamhaus-json', 'csv'] as const;

/** Why an entry of a source is not banned. */
export const ENTRY_REFUSALS = [
  'invalid',
  'host_bits',
  'too_wide',
  'reserved',
  'allowed',
  'user_address',
  'host_address',
  'console_address',
  'trusted_proxy',
] as const;

/**
 * `refused`: the source cannot be used as it is (`fault` says why), nothing was changed. `discarded`: a newer one took its place. `stopped`: somebody
 * has canceled its application; what stands stays, and applying it again goes on.
 */
export const IMPORT_STATES = ['reported', 'applying', 'applied', 'stopped', 'refused', 'discarded', 'unchanged'] as const;

export const RefusedEntries = z.object({
  why: z.enum(ENTRY_REFUSALS),
  count: z.int(),
  /** The first of them, as the source writes them, and what speaks against each. Data, never markup. */
  samples: z.array(z.object({ line: z.int(), text: z.string(), because: z.string() })),
});

export const Import = z.object({
  id: WireId,
  blocklistId: WireId,
  state: z.enum(IMPORT_STATES),
  at: WireInstant,
  /** Null: by its schedule. */
  by: Named.nullable(),
  finishedAt: WireInstant.nullable(),
  lines: z.int(),
  /** Entries that were read, before anything was refused or put together. */
  entries: z.int(),
  duplicates: z.int(),
  /** After what lies side by side or inside one another was put together. */
  networks: z.int(),
  /** How many addresses they cover; a decimal text, because IPv6 goes beyond what JSON numbers hold. */
  addresses: z.string(),
  added: z.int(),
  removed: z.int(),
  unchanged: z.int(),
  refused: z.array(RefusedEntries),
  /** A code of this module's with a sentence; null: none. */
  fault: z.string().nullable(),
  /** Figures of its sentence. Data, never markup. */
  faultParams: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** While it is applied: how many single changes on hosts are done, of how many. */
  done: z.int(),
  total: z.int(),
  /** Of its application, which shows how far it is and can be canceled. Null: it was not applied, or that is long ago. */
  errandId: WireId.nullable(),
});
export type Import = z.output<typeof Import>;

/** Either every so many hours, or at a time of day of a zone. */
export const Schedule = z.union([
  z.strictObject({ everyHours: z.int().min(1).max(720) }),
  z.strictObject({ dailyAt: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/), timeZone: z.string().min(1).max(60) }),
]);
export type Schedule = z.output<typeof Schedule>;

export const Blocklist = z.object({
  id: WireId,
  name: z.string(),
  site: Named,
  /** Null: its text is uploaded. */
  url: z.string().nullable(),
  format: z.enum(BLOCKLIST_FORMATS),
  csvColumn: z.int().nullable(),
  schedule: Schedule.nullable(),
  jail: z.string(),
  /** Empty: every host of the site that has the jail. */
  hosts: z.array(Named),
  cap: z.int(),
  applyAutomatically: z.boolean(),
  nextImportAt: WireInstant.nullable(),
  lastGoodAt: WireInstant.nullable(),
  isStale: z.boolean(),
  /** Networks that are wanted on its hosts. */
  networks: z.int(),
  /** What of them stands on each host. */
  placed: z.array(z.object({ host: Named, placed: z.int(), pending: z.int(), failure: z.string().nullable(), failureDetail: z.string() })),
  lastImport: Import.nullable(),
  version: z.int(),
});
export type Blocklist = z.output<typeof Blocklist>;
