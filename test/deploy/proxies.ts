import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { readDeployed, said, scratch } from './files.ts';
import type { Certificate } from './https.ts';

export interface Behind extends Certificate {
  /** Where the console listens, on 127.0.0.1. */
  readonly consolePort: number;
  readonly port: number;
  /** Where plain requests are sent on to TLS. */
  readonly plainPort: number;
}

/** Our example with the test's ports, certificate and name; everything else as it is shipped. */
function nginxConfig(folder: string, { consolePort, port, plainPort, certFile, keyFile }: Behind): string {
  const site = readDeployed('proxy/nginx.conf')
    .replaceAll(/^ *listen \[::\].*\n/gm, '')
    .replace('listen 80;', `listen 127.0.0.1:${plainPort};`)
    .replace('listen 443 ', `listen 127.0.0.1:${port} `)
    .replaceAll('caretaker.example.org', 'localhost')
    .replace('/etc/ssl/caretaker/fullchain.pem', certFile)
    .replace('/etc/ssl/caretaker/privkey.pem', keyFile)
    .replace('127.0.0.1:8080', `127.0.0.1:${consolePort}`);
  writeFileSync(join(folder, 'caretaker.conf'), site);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  return [
    ...['daemon off;', `pid ${folder}/nginx.pid;`, 'worker_processes 1;', 'error_log stderr warn;', 'events {}'],
    ...['http {', `access_log ${accessLogIn(folder)};`, ...temporary, `include ${folder}/caretaker.conf;`, '}', ''],
  ].join('\n');
}

const accessLogIn = (folder: string): string => join(folder, 'access.log');

const withSbin = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };

/** Answers what it has logged so far. */
export async function startNginx(behind: Behind): Promise<() => string> {
  const folder = scratch();
  chmodSync(folder, 0o755);
  const config = join(folder, 'nginx.conf');
  writeFileSync(config, nginxConfig(folder, behind));
  said('nginx', ['-t', '-q', '-e', 'stderr', '-c', config], { PATH: withSbin.PATH });
  await startProxy('nginx', ['-e', 'stderr', '-c', config], behind.port);
  return () => readFileSync(accessLogIn(folder), 'utf8');
}

/** Our example with the test's ports, certificate and name; everything else as it is shipped. */
export const startCaddy = (behind: Behind): Promise<void> =>
  runCaddy(behind, readDeployed('proxy/Caddyfile').replace('127.0.0.1:8080', `127.0.0.1:${behind.consolePort}`));

/** The same for many processes; `at` says where each service listens. */
export const startCaddyOfMany = (behind: Behind, at: Readonly<Record<string, number>>): Promise<void> =>
  runCaddy(
    behind,
    readDeployed('proxy/Caddyfile.scale').replaceAll(/(\w+):8080/g, (_whole, service: string) => `127.0.0.1:${at[service]}`),
  );

async function runCaddy({ port, plainPort, certFile, keyFile }: Behind, site: string): Promise<void> {
  const folder = scratch();
  const options = `admin off\n\thttp_port ${plainPort}\n\tdefault_bind 127.0.0.1`;
  const named = site.replace(
    /^(caretaker\.example\.org|\{\$CARETAKER_DOMAIN\}) \{$/m,
    `https://localhost:${port} {\n\ttls ${certFile} ${keyFile}`,
  );
  const config = join(folder, 'Caddyfile');
  writeFileSync(config, /^\{$/m.test(named) ? named.replace(/^\{$/m, `{\n\t${options}`) : `{\n\t${options}\n}\n${named}`);
  const home = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  await startProxy('caddy', ['run', '--adapter', 'caddyfile', '--config', config], port, home);
}

async function startProxy(
  program: string,
  args: readonly string[],
  port: number,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const proxy = spawn(program, [...args], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...withSbin, ...env } });
  let words = '';
  proxy.stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  const ended = once(proxy, 'exit');
  onTestFinished(async () => {
    proxy.kill('SIGTERM');
    await ended;
  });
  await vi.waitFor(() => (proxy.exitCode === null ? reach(port) : Promise.reject(new Error(words))), { timeout: 15_000, interval: 50 });
}

async function reach(port: number): Promise<void> {
  const socket = createConnection({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}
