import { z } from 'zod';
import { PROCESS_ROLES } from '../contract/process-roles.ts';
import { LOG_FORMATS, LOG_LEVELS } from '../log/log.ts';
import {
  addresses,
  declareEnv,
  key256,
  mailFrom,
  messageCount,
  mqttUrl,
  names,
  origin,
  port,
  processRoles,
  recipients,
  s3Url,
  seconds,
  smtpUrl,
  timeZone,
  yesOrNo,
} from './declare.ts';

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
  CARETAKER_ROLES: {
    type: processRoles,
    default: PROCESS_ROLES.join(','),
    about: 'What this process does, separated by commas; `serve --roles` wins. Fewer than all need CARETAKER_DATABASE_URL.',
  },
  CARETAKER_DRAIN_SECONDS: {
    type: seconds,
    default: '0',
    about: 'How long a console that is told to end goes on serving while /readiness says 503, so that a load balancer leaves it first.',
  },
  CARETAKER_MQTT_URL: {
    type: mqttUrl,
    secret: true,
    about:
      'Broker to use: mqtt://user:password@broker.example.org, mqtts://, ws:// or wss://. Unset: the embedded one, which is ' +
      'started when a module uses it.',
  },
  CARETAKER_MQTT_HOST: {
    type: z.string(),
    default: '127.0.0.1',
    about: 'Address that the embedded broker listens on. Another one than loopback wants TLS or CARETAKER_MQTT_ALLOW_PLAIN.',
  },
  CARETAKER_MQTT_PORT: { type: port, default: '1883', about: 'Port that the embedded broker listens on; 0 takes a free one.' },
  CARETAKER_MQTT_TLS_CERT_FILE: {
    type: z.string(),
    about:
      'Certificate (PEM, with what leads to its root) of the embedded broker; with CARETAKER_MQTT_URL the one that the console shows there.',
  },
  CARETAKER_MQTT_TLS_KEY_FILE: { type: z.string(), about: 'Key (PEM) of that certificate.' },
  CARETAKER_MQTT_TLS_CA_FILE: {
    type: z.string(),
    about: 'Certificates (PEM) that lead to that of the broker of CARETAKER_MQTT_URL. Unset: those that come with Node.',
  },
  CARETAKER_MQTT_ALLOW_PLAIN: {
    type: yesOrNo,
    default: 'no',
    about: 'yes: the embedded broker may listen without TLS where others can listen in, who then read passwords.',
  },
  CARETAKER_MQTT_MESSAGES_PER_SECOND: {
    type: messageCount,
    default: '50',
    about:
      'Messages that one device may send, on average. The embedded broker reads whoever sends more no faster than that; from a broker ' +
      'elsewhere what is beyond it is thrown away. Both are counted and shown with the device.',
  },
  CARETAKER_MQTT_MESSAGES_AT_ONCE: {
    type: messageCount,
    default: '500',
    about: 'Messages that one device may send at one moment beyond that: what has gathered in an outage.',
  },
  CARETAKER_FILES_URL: {
    type: s3Url,
    secret: true,
    about:
      's3://KEY:SECRET@HOST/BUCKET/PREFIX?region=REGION of an S3-compatible store; &tls=no speaks http. Each console wants a ' +
      'prefix of its own. Unset: the data folder.',
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
  CARETAKER_GATE_URL: {
    type: origin,
    about: 'For `caretaker gate`: the console to ask. Unset: CARETAKER_PUBLIC_URL, else http://localhost and the port.',
  },
  CARETAKER_GATE_TOKEN: {
    type: z.string().regex(/^[\w.-]+$/, 'holds characters that no token has'),
    secret: true,
    about: 'For `caretaker gate`: an API token with the scope servers:read.',
  },
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
  CARETAKER_SMTP_URL: {
    type: smtpUrl,
    secret: true,
    about:
      'How mail leaves: smtp://user:password@mail.example.org:587 (STARTTLS, which is insisted on) or smtps://… (TLS from the first byte). ' +
      '?tls=never consents to plain text without a password. Unset: nobody is told by mail.',
  },
  CARETAKER_MAIL_FROM: {
    type: mailFrom,
    about: 'Sender of mail, such as Caretaker <caretaker@example.org>. Unset: caretaker at the host of CARETAKER_PUBLIC_URL.',
  },
  CARETAKER_OUTBOUND_PROXY: {
    type: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }),
    secret: true,
    about: 'HTTP proxy for all that the console calls. Unset: it calls directly.',
  },
  CARETAKER_BACKUP_PASSPHRASE: {
    type: z.string().min(12, 'must have at least 12 characters'),
    secret: true,
    about: 'Encrypts backups, and opens them again. Unset: backup and restore ask for it at the terminal.',
  },
  CARETAKER_BACKUP_RECIPIENTS: {
    type: recipients,
    about: 'Public keys (age1…), separated by commas, that backups are encrypted for in place of a passphrase.',
  },
});
