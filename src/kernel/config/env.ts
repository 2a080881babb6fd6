import { z } from 'zod';
import { LOG_FORMATS, LOG_LEVELS } from '../log/log.ts';
import { addresses, declareEnv, key256, names, origin, port, timeZone } from './declare.ts';

/** All that can be set from outside. `.env.example` and the table in docs/operating.md are printed from it. */
export const env = declareEnv({
  CARETAKER_HOST: {
    type: z.string(),
    default: '127.0.0.1',
    about: 'Address to listen on. Another one than loopback wants a TLS proxy in front.',
  },
  CARETAKER_PORT: { type: port, default: '8080', about: 'Port to listen on; 0 takes a free one.' },
  CARETAKER_PUBLIC_URL: {
    type: origin,
    about: 'Where people reach the console, such as https://caretaker.example.org. Unset: http://localhost and the port.',
  },
  CARETAKER_DATA_DIR: {
    type: z.string(),
    default: './data',
    about: 'Where the embedded database, keys and files live. One console per folder.',
  },
  CARETAKER_DATABASE_URL: {
    type: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://'),
    secret: true,
    about: 'PostgreSQL to use, version 15 or newer. Unset: the embedded one.',
  },
  CARETAKER_MODULES: { type: names, about: 'Modules to run, separated by commas. Unset: all.' },
  CARETAKER_SETUP_TOKEN: {
    type: z.string().min(16, 'must have at least 16 characters'),
    secret: true,
    about: 'Opens the set-up once, while there is no account. Unset: one is made and printed at the first start.',
  },
  CARETAKER_SECRET_KEY: {
    type: key256,
    secret: true,
    about: 'Encrypts stored credentials: 32 bytes in base64 (openssl rand -base64 32). Unset: a key file in the data folder.',
  },
  CARETAKER_TIME_ZONE: { type: timeZone, about: "Time zone of new sites, such as Europe/Berlin. Unset: the machine's own." },
  CARETAKER_LOG_LEVEL: {
    type: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`),
    default: 'info',
    about: `What is logged: ${LOG_LEVELS.join(', ')}, and everything worse.`,
  },
  CARETAKER_LOG_FORMAT: {
    type: z.enum(LOG_FORMATS, `must be one of ${LOG_FORMATS.join(', ')}`),
    about: 'How it is logged: json or pretty. Unset: pretty at a terminal, else json.',
  },
  CARETAKER_TRUST_PROXY: {
    type: addresses,
    about: 'Proxies whose X-Forwarded-* headers are believed: addresses or ranges, separated by commas. Unset: none.',
  },
  CARETAKER_OUTBOUND_PROXY: {
    type: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }),
    secret: true,
    about: 'HTTP proxy for all that the console calls. Unset: it calls directly.',
  },
});
