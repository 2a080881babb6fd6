import { isIP } from 'node:net';
import { z } from 'zod';
import { PROCESS_ROLES, rolesAmong } from '../contract/process-roles.ts';
import { parseS3Url, S3_FORM } from '../files/s3-place.ts';
import { readSmtpUrl } from '../telling/channels/smtp-url.ts';

/** One environment variable. `default` is written as an operator would write it, so that documents and console share one notation. */
export interface Variable<Type extends z.ZodType = z.ZodType> {
  /** Parses the text of the variable; its messages go on from "CARETAKER_X …". */
  readonly type: Type;
  readonly default?: string;
  /** Masked wherever it is shown, and `NAME_FILE` may name a file that holds it. */
  readonly secret?: true;
  /** What it is for, and what holds while it is unset. */
  readonly about: string;
}

export type EnvTable = Readonly<Record<string, Variable>>;

export type EnvValues<Table extends EnvTable> = {
  readonly [Name in keyof Table]: Table[Name] extends { readonly default: string }
    ? z.output<Table[Name]['type']>
    : z.output<Table[Name]['type']> | undefined;
};

/** The table itself; the function only holds the types together. */
export const declareEnv = <const Table extends EnvTable>(table: Table): Table => table;

/** A TCP port; 0 takes a free one. */
export const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'must be a port from 0 to 65535 (0: a free one)')
  .transform(Number);

/** A whole http or https origin: the console lives at the root of its host. */
export const origin = z.string().transform((text, context) => {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.username === '') return url.origin;
  context.addIssue('must be an address such as https://caretaker.example.org, without a path');
  return z.NEVER;
});

/** Names separated by commas. */
export const names = z
  .string()
  .transform((text) => splitList(text))
  .refine((list) => list.every((name) => /^[a-z][a-z-]*$/.test(name)), 'must be names separated by commas, such as servers,backups');

/** What this process does, separated by commas. */
export const processRoles = z.string().transform((text, context) => {
  const { roles, unknown } = rolesAmong(splitList(text));
  if (unknown.length === 0 && roles.size > 0) return roles;
  context.addIssue(`must name roles separated by commas; there is ${PROCESS_ROLES.join(', ')}`);
  return z.NEVER;
});

/** A whole number of seconds, an hour at most. */
export const seconds = z
  .string()
  .refine((text) => /^\d{1,4}$/.test(text) && Number(text) <= 3_600, 'must be whole seconds from 0 to 3600')
  .transform((text) => Temporal.Duration.from({ seconds: Number(text) }));

/** Addresses or CIDR ranges separated by commas. */
export const addresses = z
  .string()
  .transform((text) => splitList(text))
  .refine((list) => list.every(isAddressOrRange), 'must be addresses or ranges separated by commas, such as 127.0.0.1,10.0.0.0/8');

/** Public keys of age, separated by commas. */
export const recipients = z
  .string()
  .transform((text) => splitList(text))
  .refine((list) => list.length > 0 && list.every((key) => /^age1[0-9a-z]+$/.test(key)), 'must be keys such as age1…, separated by commas');

/** An IANA time zone by its name; fixed offsets know no daylight saving and are refused. */
export const timeZone = z
  .string()
  .refine((name) => /^[A-Za-z]/.test(name) && isTimeZone(name), 'must be a time zone such as Europe/Berlin');

/** 32 bytes in base64: the key of AES-256. */
export const key256 = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64, as `openssl rand -base64 32` prints them')
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')));

/** A mail server to hand mail to. */
export const smtpUrl = z.string().transform((text, context) => {
  const server = readSmtpUrl(text);
  if (server !== null) return server;
  context.addIssue('must be an address such as smtp://user:password@mail.example.org:587 or smtps://…; ?tls=never only without a password');
  return z.NEVER;
});

/** A mail address, bare or in angle brackets behind a name. */
export const mailFrom = z
  .string()
  .regex(
    /^(?:[^\p{Cc}<>",;]+ <[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/u,
    'must be an address such as Caretaker <caretaker@example.org>',
  );

/** A broker's address, with user and password where it wants them. */
export const mqttUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^(?:mqtts?|wss?):$/.test(url.protocol) && url.hostname !== '' && url.hash === '';
}, 'must be an address such as mqtts://user:password@broker.example.org');

/** A bucket of an S3-compatible store. */
export const s3Url = z.string().transform((text, context) => {
  const place = parseS3Url(text);
  if (place !== null) return place;
  context.addIssue(`must look like ${S3_FORM}`);
  return z.NEVER;
});

/** How many messages: at least one, or nobody could say anything. */
export const messageCount = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, 'must be a whole number from 1 to 999999')
  .transform(Number);

export const yesOrNo = z.enum(['yes', 'no'], 'must be yes or no').transform((text) => text === 'yes');

const splitList = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

function isAddressOrRange(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false; // RangeError: no zone of that name
  }
}
