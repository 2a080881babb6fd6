import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { env } from '../../src/kernel/config/env.ts';
import { rolesAmong } from '../../src/kernel/contract/process-roles.ts';
import { modules } from '../../src/modules.ts';
import { ALL_ROUTES } from '../kit/all-routes.ts';
import { testNeeding } from '../needs.ts';
import { PROJECT, readDeployed, said, scratch, yaml } from './files.ts';

const Service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  init: z.boolean().optional(),
  restart: z.literal('unless-stopped'),
  stop_grace_period: z.string().optional(),
  environment: z.record(z.string(), z.string()).optional(),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  tmpfs: z.array(z.string()).optional(),
  ports: z.array(z.string()).default([]),
  networks: z.union([z.array(z.string()), z.record(z.string(), z.strictObject({ ipv4_address: z.ipv4() }))]),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  shm_size: z.string().optional(),
  deploy: z.strictObject({ replicas: z.int() }).optional(),
  depends_on: z.union([z.array(z.string()), z.record(z.string(), z.strictObject({ condition: z.string() }))]).optional(),
  healthcheck: z.strictObject({ test: z.array(z.string()), interval: z.string(), timeout: z.string(), retries: z.int() }).optional(),
});
type Service = z.infer<typeof Service>;

/** The keys of the Compose specification that these files use; another one is a slip of the pen until it stands here. */
const Compose = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), Service),
  networks: z.record(
    z.string(),
    z.strictObject({ ipam: z.strictObject({ config: z.array(z.strictObject({ subnet: z.cidrv4(), gateway: z.ipv4() })) }) }),
  ),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});

const FILES = ['compose.yaml', 'compose.scale.yaml'] as const;
const read = (file: (typeof FILES)[number]) => Compose.parse(yaml(file));
const isConsole = ({ image }: Service): boolean => image === 'caretaker';
const consolesIn = (file: (typeof FILES)[number]): readonly Service[] => Object.values(read(file).services).filter(isConsole);
const namesOf = (named: readonly string[] | Readonly<Record<string, unknown>> = []): readonly string[] =>
  Array.isArray(named) ? named : Object.keys(named);

for (const file of FILES) {
  testNeeding('python3-yaml', `${file} names only what it declares`, () => {
    const { services, networks, volumes, secrets } = read(file);
    for (const [name, service] of Object.entries(services)) {
      expect(
        namesOf(service.depends_on).filter((other) => !(other in services)),
        name,
      ).toEqual([]);
      expect(
        namesOf(service.networks).filter((network) => !(network in networks)),
        name,
      ).toEqual([]);
      expect(
        service.secrets.filter((secret) => !(secret in secrets)),
        name,
      ).toEqual([]);
      const sources = service.volumes.map((volume) => volume.split(':')[0] ?? '');
      expect(
        sources.filter((source) => !source.startsWith('./') && !(source in volumes)),
        name,
      ).toEqual([]);
      expect(
        sources.filter((source) => source.startsWith('./') && !existsSync(join(PROJECT, 'deploy', source))),
        name,
      ).toEqual([]);
    }
  });

  testNeeding('python3-yaml', `${file} gives the console variables that there are, and secrets as files`, () => {
    for (const { environment = {}, secrets } of consolesIn(file)) {
      for (const [name, value] of Object.entries(environment)) {
        const declared = Object.entries(env).find(([known]) => known === name.replace(/_FILE$/, ''))?.[1];
        expect(declared, name).toBeDefined();
        expect(declared !== undefined && 'secret' in declared && !name.endsWith('_FILE'), `${name} in clear`).toBe(false);
        if (name.endsWith('_FILE')) expect(secrets).toContain(value.replace('/run/secrets/', ''));
      }
    }
  });

  testNeeding('python3-yaml', `${file} keeps the console without rights, reaped, and with time to end`, () => {
    for (const service of consolesIn(file)) {
      expect(service).toMatchObject({ init: true, read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
      expect(Number.parseInt(service.stop_grace_period ?? '', 10)).toBeGreaterThanOrEqual(40);
    }
  });

  testNeeding('python3-yaml', `${file} opens nothing to others but the proxy`, () => {
    const { services } = read(file);
    const open = Object.entries(services).filter(([, { ports }]) => ports.some((port) => !port.startsWith('127.0.0.1:')));
    expect(open.map(([name]) => name)).toEqual(file === 'compose.scale.yaml' ? ['proxy'] : []);
  });
}

testNeeding('python3-yaml', 'the many-process form has every role, twice where one may fail, and believes its proxy alone', () => {
  const { services } = read('compose.scale.yaml');
  const count = new Map<string, number>();
  for (const { command = [], deploy, environment } of Object.values(services).filter(isConsole)) {
    const { roles, unknown } = rolesAmong(command[2]?.split(',') ?? []);
    expect([command.slice(0, 2), unknown]).toEqual([['serve', '--roles'], []]);
    for (const role of roles) count.set(role, (count.get(role) ?? 0) + (deploy?.replicas ?? 1));
    expect(environment?.['CARETAKER_TRUST_PROXY']).toBe('172.31.77.2');
  }
  expect(Object.fromEntries(count)).toEqual({ web: 2, ingest: 1, worker: 2, scheduler: 2 });
  expect(services['proxy']?.networks).toEqual({ house: { ipv4_address: '172.31.77.2' } });
});

testNeeding('python3-yaml', 'the proxy of the many sends to services that there are', () => {
  const { services } = read('compose.scale.yaml');
  const upstreams = [...readDeployed('proxy/Caddyfile.scale').matchAll(/(\w+):8080/g)].map((match) => match[1] ?? '');
  expect(upstreams.toSorted()).toEqual(
    Object.entries(services)
      .flatMap(([name, { command = [] }]) => (/web|ingest/.test(command[2] ?? '') ? [name] : []))
      .toSorted(),
  );
});

test('what devices send, and only that, goes to the processes that take it', () => {
  const patterns = /@devices path (.+)/.exec(readDeployed('proxy/Caddyfile.scale'))?.[1]?.split(' ') ?? [];
  const matches = (path: string) => patterns.some((pattern) => new RegExp(`^${pattern.replaceAll('*', '.+')}$`).test(path));
  const forDevices = new Set(
    modules.flatMap(({ permissions }) => permissions.filter(({ role }) => role === 'device').map(({ name }) => name)),
  );
  const wrong = ALL_ROUTES.filter(
    (route) => matches(`/api${route.path.replaceAll(/:\w+/g, 'x')}`) !== forDevices.has(route.permission ?? ''),
  );
  expect(wrong.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

test('the image is made of files that there are, runs without rights, and tells its health', () => {
  const lines = readDeployed('Dockerfile').split('\n');
  const copied = lines.filter((line) => line.startsWith('COPY ')).flatMap((line) => line.split(' ').slice(1, -1));
  expect(copied.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
  expect(lines.indexOf('USER caretaker')).toBeGreaterThan(0);
  expect(readDeployed('Dockerfile')).toMatch(/HEALTHCHECK[\s\S]*\/healthz/);
  const named = [...readDeployed('Dockerfile').matchAll(/CARETAKER_\w+/g)].map(([name]) => name);
  expect(named.filter((name) => !(name in env))).toEqual([]);
});

test('secrets are made once, in a closed folder, for every name that the files want', () => {
  const folder = join(scratch(), 'secrets');
  said('sh', [join(PROJECT, 'deploy/make-secrets.sh'), folder]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const made = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8').trim()]));
  expect(Object.keys(made).sort()).toEqual(['database_password', 'database_url', 'mqtt_accounts', 'mqtt_url', 'secret_key']);
  expect(made['database_url']).toBe(`postgres://caretaker:${made['database_password']}@database/caretaker`);
  expect(Buffer.from(made['secret_key'] ?? '', 'base64')).toHaveLength(32);
  expect(said('sh', [join(PROJECT, 'deploy/make-secrets.sh'), folder])).toContain('stay as they are');
  expect(readFileSync(join(folder, 'secret_key'), 'utf8').trim()).toBe(made['secret_key']);
});

testNeeding('python3-yaml', 'the names of the secrets are those that are made', () => {
  for (const file of FILES) {
    expect(
      Object.values(read(file).secrets)
        .map((secret) => secret.file)
        .sort(),
    ).toEqual(['database_password', 'database_url', 'mqtt_accounts', 'mqtt_url', 'secret_key'].map((name) => `./secrets/${name}`));
  }
});
