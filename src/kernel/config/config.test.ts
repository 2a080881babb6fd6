import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { describeConfig, printConfig } from './describe.ts';
import { envExample, withTable } from './documents.ts';
import { env } from './env.ts';
import type { Environment } from './read.ts';

const folder = mkdtempSync(join(tmpdir(), 'caretaker-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function configOf(environment: Environment) {
  const reading = readConfig(environment);
  if (!reading.ok) throw new Error(reading.faults.join('\n'));
  return reading;
}

const faultsOf = (environment: Environment): readonly string[] => {
  const reading = readConfig(environment);
  return reading.ok ? [] : reading.faults;
};

test('an empty environment is enough', () => {
  expect(configOf({}).config).toMatchObject({ host: '127.0.0.1', port: 8080, databaseUrl: null, modules: null, trustProxy: [] });
});

test('an empty variable counts as unset', () => {
  expect(configOf({ CARETAKER_PORT: '', CARETAKER_PUBLIC_URL: '' }).config).toMatchObject({ port: 8080, publicUrl: null });
});

test('values are parsed', () => {
  const { config } = configOf({
    CARETAKER_PUBLIC_URL: 'https://care.example.org/',
    CARETAKER_MODULES: 'servers, backups',
    CARETAKER_TRUST_PROXY: '127.0.0.1,fd00::/8',
    CARETAKER_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  });
  expect(config.publicUrl).toBe('https://care.example.org');
  expect(config.modules).toEqual(['servers', 'backups']);
  expect(config.trustProxy).toEqual(['127.0.0.1', 'fd00::/8']);
  expect(config.secretKey).toEqual(new Uint8Array(32).fill(7));
});

test('all faults come together, each a sentence that names its variable', () => {
  expect(
    faultsOf({
      CARETAKER_PORT: '80800',
      CARETAKER_TIME_ZONE: '+01:00',
      CARETAKER_PUBLIC_URL: 'https://care.example.org/console',
      CARETAKER_TRUST_PROXY: '10.0.0.0/40',
      CARETAKER_DATABSE_URL: 'postgres://db',
    }),
  ).toEqual([
    'CARETAKER_DATABSE_URL is unknown. Did you mean CARETAKER_DATABASE_URL?',
    'CARETAKER_PORT must be a port from 0 to 65535 (0: a free one).',
    'CARETAKER_PUBLIC_URL must be an address such as https://caretaker.example.org, without a path.',
    'CARETAKER_TIME_ZONE must be a time zone such as Europe/Berlin.',
    'CARETAKER_TRUST_PROXY must be addresses or ranges separated by commas, such as 127.0.0.1,10.0.0.0/8.',
  ]);
});

test('certificate and key of the broker come together or not at all; addresses of broker and store are looked at', () => {
  expect(faultsOf({ CARETAKER_MQTT_TLS_CERT_FILE: '/etc/cert.pem' })).toEqual([
    'CARETAKER_MQTT_TLS_CERT_FILE and CARETAKER_MQTT_TLS_KEY_FILE belong together; set both.',
  ]);
  const pair = { CARETAKER_MQTT_TLS_CERT_FILE: '/etc/cert.pem', CARETAKER_MQTT_TLS_KEY_FILE: '/etc/key.pem' };
  expect(configOf(pair).config.mqtt).toMatchObject({ url: null, port: 1883, tls: { certFile: '/etc/cert.pem', keyFile: '/etc/key.pem' } });
  expect(
    faultsOf({ CARETAKER_MQTT_URL: 'http://broker', CARETAKER_FILES_URL: 's3://host/bucket', CARETAKER_MQTT_ALLOW_PLAIN: 'maybe' }),
  ).toHaveLength(3);
});

test("the agent's own variables and other programs' are let through", () => {
  expect(faultsOf({ CARETAKER_REPORT_URL: 'x', CARETAKER_REPORT_TOKEN: 'y', PATH: '/bin' })).toEqual([]);
});

test('a secret may come from a file, with or without a line end', () => {
  const file = join(folder, 'url');
  writeFileSync(file, 'postgres://db.example.org/care\n');
  const { config, settings } = configOf({ CARETAKER_DATABASE_URL_FILE: file });
  expect(config.databaseUrl).toBe('postgres://db.example.org/care');
  expect(settings.find(({ name }) => name === 'CARETAKER_DATABASE_URL')?.source).toBe('file');
});

test('a secret is refused when it comes twice, or from a file that is not there', () => {
  expect(faultsOf({ CARETAKER_SETUP_TOKEN: 'x'.repeat(16), CARETAKER_SETUP_TOKEN_FILE: '/x' })).toEqual([
    'CARETAKER_SETUP_TOKEN and CARETAKER_SETUP_TOKEN_FILE are both set; keep one.',
  ]);
  expect(faultsOf({ CARETAKER_SETUP_TOKEN_FILE: join(folder, 'none') })).toEqual([
    expect.stringMatching(/^CARETAKER_SETUP_TOKEN_FILE cannot be read: ENOENT/),
  ]);
});

test('only secrets may come from files', () => {
  expect(faultsOf({ CARETAKER_PORT_FILE: '/x' })).toEqual(['CARETAKER_PORT_FILE is unknown. Did you mean CARETAKER_PORT?']);
});

test('the description hides secrets and says where each value came from', () => {
  const { settings } = configOf({ CARETAKER_PORT: '9090', CARETAKER_SETUP_TOKEN: 'a-secret-of-mine!' });
  const rows = describeConfig(settings);
  expect(JSON.stringify(rows)).not.toContain('a-secret-of-mine!');
  expect(printConfig(rows)).toMatch(/^CARETAKER_PORT +environment +9090$/m);
  expect(printConfig(rows)).toMatch(/^CARETAKER_HOST +default +127\.0\.0\.1$/m);
  expect(printConfig(rows)).toMatch(/^CARETAKER_SETUP_TOKEN +environment +\(hidden\)$/m);
});

test('every default is one its own type accepts', () => {
  expect(
    faultsOf(Object.fromEntries(Object.entries(env).map(([name, variable]) => [name, 'default' in variable ? variable.default : '']))),
  ).toEqual([]);
});

const projectFile = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('.env.example and docs/operating.md show the table as it is', () => {
  expect(projectFile('.env.example')).toBe(envExample(env));
  expect(projectFile('docs/operating.md')).toBe(withTable(projectFile('docs/operating.md'), env));
});
