import { type DestinationStream, type Logger, pino } from 'pino';
import { prettyLine } from './pretty.ts';

/** Constant message, data beside it: `log.info({ serverId, from, to }, 'server flipped')`. */
export type Log = Logger;

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ['json', 'pretty'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LogOptions {
  readonly level: LogLevel | 'silent';
  readonly format: LogFormat;
}

/** Fields that never reach the log, however an object that carries them got there: at the top and two levels down. */
const SECRET_FIELDS = [
  'password',
  'newPassword',
  'currentPassword',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'secretKey',
  'setupToken',
  'databaseUrl',
  'authorization',
  'cookie',
  '["set-cookie"]',
];

const secretPaths = SECRET_FIELDS.flatMap((field) => {
  const below = field.startsWith('[') ? field : `.${field}`;
  return [field, `*${below}`, `*.*${below}`];
});

/** The console's log, one line per entry: JSON for machines, `pretty` for a person at a terminal. */
export function createLog(options: LogOptions, out: DestinationStream = standardOut()): Log {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secretPaths, censor: '[hidden]' },
  };
  if (options.format === 'json') return pino(settings, out);
  return pino(settings, { write: (line) => out.write(prettyLine(line)) });
}

/**
 * Standard output whose reader may go away: an unhandled EPIPE would end the console
 * (`npm run up | head`), and what it looks after would go down without being asked.
 */
function standardOut(): DestinationStream {
  if (process.stdout.listenerCount('error', ignore) === 0) process.stdout.on('error', ignore);
  return { write: (line) => void process.stdout.write(line) };
}

const ignore = (): void => {};
