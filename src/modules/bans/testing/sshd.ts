import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** A real OpenSSH server of this machine, for the user that runs the test. */
export interface TestSshd extends AsyncDisposable {
  readonly port: number;
  readonly user: string;
  /** Of an account that is let in, in OpenSSH's form. */
  readonly privateKey: Uint8Array;
  /** Another one that is let in. */
  readonly configureKey: Uint8Array;
  /** Of nobody that is let in. */
  readonly strangersKey: Uint8Array;
  /** SHA-256 fingerprint of its key, as ssh-keygen prints it. */
  fingerprint(): string;
  /** All it has logged. */
  log(): string;
  /** Puts another host key in its place, and starts it anew on the same port. */
  changeHostKey(): Promise<void>;
  /** Ends the server with every connection. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts sshd on a free port of the loopback, with a host key and authorized keys of its own below the folder for temporary files. */
export async function startSshd(): Promise<TestSshd> {
  const folder = mkdtempSync(join(tmpdir(), 'sshd-'));
  // sshd refuses keys and files that others could write.
  chmodSync(folder, 0o700);
  const port = await freePort();
  makeKey(folder, 'host');
  makeKey(folder, 'account');
  makeKey(folder, 'configure');
  makeKey(folder, 'stranger');
  const letIn = ['account.pub', 'configure.pub'].map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  writeFileSync(join(folder, 'authorized'), letIn, { mode: 0o600 });
  writeFileSync(join(folder, 'config'), configText(folder, port));
  const server = createTestServer(folder, port);
  await server.start();
  return server;
}

function makeKey(folder: string, name: string): void {
  rmSync(join(folder, name), { force: true });
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)]);
}

const configText = (folder: string, port: number): string =>
  [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized')}`,
    `PidFile ${join(folder, 'pid')}`,
    'AuthenticationMethods publickey',
    'PermitRootLogin prohibit-password',
    'UsePAM no',
    'StrictModes no',
    // A shell that sshd starts reads the account's .bashrc unless it is nested: what stands there is this machine's affair.
    'SetEnv SHLVL=5',
    'AllowStreamLocalForwarding yes',
    'StreamLocalBindUnlink yes',
    'MaxStartups 100:30:200',
    'MaxSessions 100',
    'LogLevel DEBUG1',
    'Subsystem sftp internal-sftp',
    '',
  ].join('\n');

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/** Servers whose test died before it could stop them. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) endGroup(child);
});

function createTestServer(folder: string, port: number): TestSshd {
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    child = await startProcess(folder, port);
  };
  const kill = async (): Promise<void> => {
    if (child !== null) await endProcess(child);
    child = null;
  };
  const stop = async (): Promise<void> => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    ...{ port, user: userInfo().username, start, kill, stop },
    privateKey: readFileSync(join(folder, 'account')),
    configureKey: readFileSync(join(folder, 'configure')),
    strangersKey: readFileSync(join(folder, 'stranger')),
    fingerprint: () => execFileSync('ssh-keygen', ['-l', '-f', join(folder, 'host.pub')], { encoding: 'utf8' }).split(' ')[1] ?? '',
    log: () => readFileSync(join(folder, 'log'), 'utf8'),
    async changeHostKey() {
      await kill();
      makeKey(folder, 'host');
      await start();
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** In a group of its own: what it starts for each connection ends with it. */
async function startProcess(folder: string, port: number): Promise<ChildProcess> {
  const log = join(folder, 'log');
  appendFileSync(log, '');
  // sshd wants the folder for its unprivileged part, which the package's service would make.
  execFileSync('mkdir', ['-p', '/run/sshd']);
  const child = spawn('/usr/sbin/sshd', ['-D', '-f', join(folder, 'config'), '-E', log], { stdio: 'ignore', detached: true });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const end = Date.now() + 10_000;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`sshd did not start: ${readFileSync(log, 'utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return child;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('error', () => resolve(false));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
  });

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  endGroup(child);
  await gone;
}

/** Sessions are in sessions of their own: those are found by their parent, and ended by their ids. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  const all = [...childrenOf(child.pid), child.pid];
  // Held first: one that outlives its program by a moment would tell how that ended, as a machine that loses its power does not.
  for (const name of ['SIGSTOP', 'SIGKILL'] as const) for (const pid of all) signal(pid, name);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // ESRCH: it has ended by itself meanwhile.
  }
}

function childrenOf(pid: number): number[] {
  const direct = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  return direct.flatMap((child) => [...childrenOf(child), child]);
}
