import { z } from 'zod';
import { route } from '../../../kernel/contract/route.ts';
import { InstantInput, line, WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { reachRefusals } from './host-refusals.ts';

/** The most text that is tried at once, in bytes. */
export const MAX_SAMPLE_BYTES = 512 * 1024;

/** One regex of Python's, as it stands in a filter file: `<HOST>`, `<F-USER>`, `%(__prefix_line)s`, `%%` for a percent sign. */
const Regex = z
  .string()
  .min(1)
  .max(20_000)
  .regex(/^[^\p{Cc}]*$/u, 'Control characters are not allowed here.');

const FilterOption = z.object({ name: line(60), value: z.string().max(2_000) });

/** A filter of the host, or one that is typed. */
export const TriedFilter = z.strictObject({
  /** Name of a file in `filter.d`, without its ending. Null: `failregex` is typed. */
  name: line(120).nullable().default(null),
  /** As in `sshd[mode=aggressive]`. */
  options: z.array(FilterOption).max(20).default([]),
  failregex: z.array(Regex).max(200).default([]),
  ignoreregex: z.array(Regex).max(200).default([]),
  prefregex: Regex.nullable().default(null),
  datepattern: Regex.nullable().default(null),
  /** How many lines one match may span. */
  maxlines: z.int().min(1).max(50).nullable().default(null),
});
export type TriedFilter = z.infer<typeof TriedFilter>;

export const LINE_VERDICTS = ['matched', 'missed', 'ignored', 'skipped'] as const;

const FoundFailure = z.object({
  /** What would be banned: an address, a host name (`dns: raw`), or another id. */
  host: z.string(),
  /** When the line says that it happened. */
  time: WireInstant.nullable(),
  user: z.string().nullable(),
});

export const JudgedLine = z
  .object({
    /** Counted from 1. */
    number: z.int(),
    text: z.string(),
    /** `skipped`: empty, or begins with `#`: fail2ban-regex passes over those. */
    verdict: z.enum(LINE_VERDICTS),
    /** Number of the failregex that matched, or of the ignoreregex that ignored it, from 1. Null: none. */
    regex: z.int().nullable(),
    /** Matched a failregex, but is part of something longer that is no failure yet (`<F-NOFAIL>`, a connection's first line). */
    isPending: z.boolean(),
    failures: z.array(FoundFailure),
  })
  .meta({ id: 'BansJudgedLine' });
export type JudgedLine = z.infer<typeof JudgedLine>;

export const regexTest = route({
  method: 'POST',
  path: '/bans/regex-test',
  summary: 'Try a filter against lines or a log, through fail2ban-regex on the host',
  permission: 'bans:configure',
  asset: 'hostId',
  input: z.strictObject({
    hostId: WireId,
    filter: TriedFilter,
    /** Pasted lines. Null: `logPath`. */
    lines: z.string().nullable().default(null),
    /** A log of one of the host's jails, of which the end is tried. */
    logPath: z.string().max(1_000).nullable().default(null),
    /** `journal`: lines of systemd's journal, whose time does not stand in the text. */
    source: z.enum(['file', 'journal']).default('file'),
    /** `raw`: names stand as they are. `no`: only addresses match `<HOST>`. Neither asks any name server. */
    dns: z.enum(['raw', 'no']).default('raw'),
    /** IANA name of the zone that times without one are meant in; absent: the host's. */
    timeZone: z.string().max(60).optional(),
    /** The lines are read as if it were this instant: decides the year where a line has none. Absent: now. */
    asOf: InstantInput.optional(),
  }),
  output: z.object({
    lines: z.array(JudgedLine),
    counts: z.object({ matched: z.int(), missed: z.int(), ignored: z.int(), skipped: z.int() }),
    /** How often each regex matched, in the order in which they stand. */
    failregex: z.array(z.object({ regex: z.string(), hits: z.int() })),
    ignoreregex: z.array(z.object({ regex: z.string(), hits: z.int() })),
    /** The text was longer than is shown. */
    isCut: z.boolean(),
    tookMilliseconds: z.int(),
  }),
  refusals: {
    ...reachRefusals,
    'bans.workshop_no_filter': 422,
    'bans.workshop_unknown_filter': 422,
    'bans.workshop_no_lines': 422,
    'bans.workshop_too_large': 422,
    'bans.workshop_unknown_log': 422,
    'bans.workshop_bad_option': 422,
    'bans.workshop_bad_regex': 422,
    'bans.workshop_no_host_group': 422,
    'bans.workshop_too_slow': 422,
    'bans.workshop_failed': 422,
    'window.unknown_zone': 422,
  },
  status: 200,
  bodyLimit: 4 * 1024 * 1024,
});

export const DryBan = z
  .object({
    host: z.string(),
    at: WireInstant,
    /** Failures that were counted when it was banned. */
    failures: z.int(),
    firstAt: WireInstant,
  })
  .meta({ id: 'BansDryBan' });

export const dryRun = route({
  method: 'POST',
  path: '/bans/dry-run',
  summary: 'Who would have been banned, had the jail these limits',
  permission: 'bans:configure',
  asset: 'hostId',
  input: z
    .strictObject({
      hostId: WireId,
      jail: line(200),
      maxretry: z.int().min(1).max(100_000),
      /** Seconds. */
      findtime: z.int().min(1).max(31_536_000),
      /** Seconds for which somebody who is banned is left alone; -1: for good. Absent: the jail's own. */
      bantime: z.int().min(-1).max(315_360_000).optional(),
      /** Either a day of the host's zone, or the last hours. */
      day: z.iso.date().optional(),
      hours: z.int().min(1).max(168).optional(),
      timeZone: z.string().max(60).optional(),
    })
    .refine(({ day, hours }) => day === undefined || hours === undefined, { path: ['hours'], error: 'Give a day or hours, not both.' }),
  output: z.object({
    from: WireInstant,
    until: WireInstant,
    bans: z.array(DryBan),
    /** All that the filter found in that time, and of how many addresses. */
    failures: z.int(),
    addresses: z.int(),
    /** Failures of addresses that the jail ignores. */
    ignored: z.int(),
    logs: z.array(z.object({ path: z.string(), sizeBytes: z.int() })),
    /** Logs that were too large to read whole. */
    isCut: z.boolean(),
  }),
  refusals: {
    ...reachRefusals,
    'bans.workshop_journal': 422,
    'bans.workshop_too_slow': 422,
    'bans.workshop_failed': 422,
    'window.unknown_zone': 422,
  },
  status: 200,
});

export const WORKSHOP_ROUTES = [regexTest, dryRun] as const;
