import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestJail {
  readonly name: string;
  /** A file of filter.d, with options if wanted: `sshd`, `sshd[mode=aggressive]`. */
  readonly filter: string;
  readonly maxRetry?: number;
  /** Seconds, or what jail.conf allows. */
  readonly findTime?: number | string;
  /** Seconds, or what jail.conf allows; -1: for ever. */
  readonly banTime?: number | string;
  /** `record` appends a line per ban and unban to a file, `noop` does nothing, `shell` starts a shell that does nothing (3 ms each). */
  readonly action?: string;
  /** More lines for the jail's section. */
  readonly lines?: readonly string[];
}

export interface Fail2banOptions {
  readonly jails: readonly TestJail[];
  /** More lines for `[DEFAULT]` of fail2ban.local, such as `dbpurgeage = 1h`. */
  readonly serverLines?: readonly string[];
  /** Called when the configuration is written, before the server reads it: to add filters, actions, files of one's own. */
  prepare?(configFolder: string): void;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestFail2ban extends AsyncDisposable {
  /** Everything of this server, and nothing else; gone after `stop`. */
  readonly folder: string;
  /** A copy of /etc/fail2ban without its jail.d, and our jail.local and fail2ban.local. */
  readonly configFolder: string;
  readonly socket: string;
  readonly databaseFile: string;
  /** fail2ban's own log. */
  readonly logFile: string;
  /** Of the running server; changes at a restart. */
  pid(): number;
  logPath(jail: string): string;
  appendLog(jail: string, lines: readonly string[]): void;
  /** What the action `record` was asked to do so far: `ban sshd 198.51.100.7`, `unban sshd 198.51.100.7`. */
  recorded(): string[];
  /** Runs fail2ban-client against this server and its configuration. Never throws for an exit code. */
  client(...args: readonly string[]): Promise<Ran>;
  /** Starts a server that was ended by `terminate` or `kill`, and waits until it has its jails: those that its configuration gives without a fault. */
  start(): Promise<void>;
  /** Ends the server as the system does, and keeps its files. */
  terminate(): Promise<void>;
  restart(): Promise<void>;
  /** Ends the server as a crash does; the socket's file stays behind. */
  kill(): Promise<void>;
  /** A server that accepts and answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

/**
 * Starts Debian's real fail2ban in the foreground, with a socket, a configuration, a database and a log of its own below the
 * system's folder for temporary files. As any user, any number of them at once. It is the caller's to stop:
 * `onTestFinished(() => server.stop())`, or `beforeAll(async () => { server = await startFail2ban(…); return () => server.stop(); })`.
 */
export async function startFail2ban(options: Fail2banOptions): Promise<TestFail2ban> {
  // Short, because a socket's path has room for 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'f2b-'));
  const paths = layOut(folder, options);
  const server = createServer(folder, paths);
  await server.start().catch(async (cause: unknown) => {
    await server.stop();
    throw cause;
  });
  return server;
}

const pathsOf = (folder: string) => ({
  configFolder: join(folder, 'etc'),
  socket: join(folder, 'socket'),
  databaseFile: join(folder, 'fail2ban.sqlite3'),
  logFile: join(folder, 'fail2ban.log'),
  recordFile: join(folder, 'record'),
  pidFile: join(folder, 'pid'),
});

type Paths = ReturnType<typeof pathsOf>;

const logPathIn = (folder: string, jail: string): string => join(folder, 'logs', `${jail}.log`);

function layOut(folder: string, options: Fail2banOptions): Paths {
  const paths = pathsOf(folder);
  const { configFolder } = paths;
  cpSync('/etc/fail2ban', configFolder, { recursive: true, dereference: true });
  const jailFolder = join(configFolder, 'jail.d');
  for (const name of readdirSync(jailFolder)) rmSync(join(jailFolder, name));
  mkdirSync(join(folder, 'logs'));
  for (const { name } of options.jails) writeFileSync(logPathIn(folder, name), '');
  writeFileSync(paths.recordFile, '');
  writeFileSync(join(configFolder, 'fail2ban.local'), serverFile(paths, options.serverLines ?? []));
  writeFileSync(join(configFolder, 'jail.local'), jailFile(folder, options.jails));
  for (const [name, text] of Object.entries(actionFiles(paths.recordFile)))
    writeFileSync(join(configFolder, 'action.d', `${name}.conf`), text);
  options.prepare?.(configFolder);
  return paths;
}

const serverFile = ({ socket, pidFile, databaseFile, logFile }: Paths, more: readonly string[]): string =>
  [
    '[DEFAULT]',
    `socket = ${socket}`,
    `pidfile = ${pidFile}`,
    `dbfile = ${databaseFile}`,
    `logtarget = ${logFile}`,
    'allowipv6 = auto',
    ...more,
    '',
  ].join('\n');

// No names are looked up: the tests' addresses have none, and waiting for a resolver tells nothing.
const jailFile = (folder: string, jails: readonly TestJail[]): string =>
  ['[DEFAULT]', 'backend = polling', 'usedns = no', ...jails.flatMap((jail) => jailSection(folder, jail)), ''].join('\n');

const jailSection = (folder: string, jail: TestJail): string[] => [
  '',
  `[${jail.name}]`,
  'enabled = true',
  `filter = ${jail.filter}`,
  `logpath = ${logPathIn(folder, jail.name)}`,
  `action = ${jail.action ?? 'record[name=%(__name__)s]'}`,
  ...(jail.maxRetry === undefined ? [] : [`maxretry = ${jail.maxRetry}`]),
  ...(jail.findTime === undefined ? [] : [`findtime = ${jail.findTime}`]),
  ...(jail.banTime === undefined ? [] : [`bantime = ${jail.banTime}`]),
  ...(jail.lines ?? []),
];

const actionFiles = (recordFile: string): Readonly<Record<string, string>> => ({
  record: `[Definition]\nactionban = echo "ban <name> <ip>" >> ${recordFile}\nactionunban = echo "unban <name> <ip>" >> ${recordFile}\n`,
  noop: '[Definition]\nactionban =\nactionunban =\n',
  shell: '[Definition]\nactionban = true\nactionunban = true\n',
});

/** Servers whose test died before it could stop them. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

function createServer(folder: string, paths: Paths): TestFail2ban {
  let child: ChildProcess | null = null;
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child !== null) await endProcess(child, signal);
    child = null;
  };
  const start = async (): Promise<void> => {
    if (child !== null) throw new Error('this fail2ban runs already');
    child = await startProcess(paths);
  };
  const stop = async (): Promise<void> => {
    await end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    folder,
    ...paths,
    pid: () => child?.pid ?? 0,
    logPath: (jail) => logPathIn(folder, jail),
    appendLog: (jail, lines) => appendFileSync(logPathIn(folder, jail), lines.map((line) => `${line}\n`).join('')),
    recorded: () => readFileSync(paths.recordFile, 'utf8').split('\n').slice(0, -1),
    client: (...args) => run('fail2ban-client', ['-c', paths.configFolder, '-s', paths.socket, '-p', paths.pidFile, ...args]),
    start,
    terminate: () => end('SIGTERM'),
    restart: async () => {
      await end('SIGTERM');
      await start();
    },
    kill: () => end('SIGKILL'),
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function startProcess({ configFolder, socket, pidFile, logFile }: Paths): Promise<ChildProcess> {
  const args = ['-c', configFolder, '-s', socket, '-p', pidFile, '--logtarget', logFile, '-f', '-x', 'start'];
  const child = spawn('fail2ban-server', args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PYTHONUNBUFFERED: '1' } });
  running.add(child);
  child.once('exit', () => running.delete(child));
  await ready(child).catch(async (cause: unknown) => {
    await endProcess(child, 'SIGKILL');
    throw cause;
  });
  return child;
}

/** It says so when all jails are started: only then the socket answers with all of them. */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`fail2ban was not ready within 30 seconds: ${said}`)), 30_000);
    const settle = (then: () => void) => {
      clearTimeout(timer);
      then();
    };
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Server ready')) settle(resolve);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', (cause) => settle(() => reject(cause)));
    child.once('exit', (code) => settle(() => reject(new Error(`fail2ban ended with ${code}: ${said}`))));
  });
}

async function endProcess(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  // A paused one hears SIGTERM only when it goes on.
  child.kill('SIGCONT');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await gone;
  clearTimeout(impatience);
}

const run = (program: string, args: readonly string[]): Promise<Ran> =>
  new Promise((resolve, reject) => {
    execFile(program, args, { timeout: 60_000, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
      else reject(error);
    });
  });
