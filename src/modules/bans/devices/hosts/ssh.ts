import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { type AnyAuthMethod, Client, type ClientChannel, type ConnectConfig, type SFTPWrapper } from 'ssh2';
import { collect } from './collect.ts';
import { messageOf } from './faults.ts';
import { HostError } from './host-error.ts';
import { shellWord } from './quote.ts';
import { createSftpFiles } from './sftp.ts';
import type { ExecLimits, Executed, Transport } from './transport.ts';

export interface SshTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly credential: SshCredential;
  /** The SHA-256 fingerprint that a person confirmed; null: none, and nothing is sent. */
  readonly confirmedHostKey: string | null;
  readonly socketPath: string;
}

export type SshCredential = { readonly privateKey: Uint8Array } | { readonly agentSocket: string };

export interface SshOptions {
  /** Told of the fingerprint that the host shows, before it is compared. */
  onHostKey?(fingerprint: string): void;
  readonly connectMs?: number;
}

const CONNECT_MS = 15_000;
const KEEPALIVE_MS = 15_000;

/** As OpenSSH prints it: SHA-256 of the key's blob, base64 without padding. */
export const fingerprintOf = (key: Uint8Array): string => `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/** Signs in. The host's key is compared first: to another one than the confirmed one nothing of the account is sent. */
export async function connectSsh(target: SshTarget, options: SshOptions = {}): Promise<Transport> {
  const client = new Client();
  await signIn(client, target, options);
  return createTransport(client, target.socketPath);
}

function signIn(client: Client, target: SshTarget, { onHostKey, connectMs = CONNECT_MS }: SshOptions): Promise<void> {
  let refusal: HostError | null = null;
  const verify = (key: Buffer): boolean => {
    const shown = fingerprintOf(key);
    onHostKey?.(shown);
    refusal = keyFault(target, shown);
    return refusal === null;
  };
  return new Promise((resolve, reject) => {
    client.once('ready', resolve);
    // Stays: a connection may break at any time, and an error without a listener would end the process.
    client.on('error', (cause) => reject(refusal ?? connectFault(target, cause)));
    client.once('close', () => reject(refusal ?? new HostError('unreachable', `${nameOf(target)} ended the connection`)));
    try {
      client.connect(configFor(target, verify, connectMs));
    } catch (cause) {
      reject(new HostError('sign_in_refused', `the key cannot be used: ${messageOf(cause)}`, cause));
    }
  });
}

const configFor = (
  { host, port, user, credential }: SshTarget,
  hostVerifier: (key: Buffer) => boolean,
  connectMs: number,
): ConnectConfig => ({
  ...{ host, port, username: user, hostVerifier, readyTimeout: connectMs, timeout: connectMs },
  ...{ keepaliveInterval: KEEPALIVE_MS, keepaliveCountMax: 3 },
  // One way to sign in and no other: no password, no key that somebody else laid there.
  authHandler: [methodOf(user, credential)],
});

const methodOf = (username: string, credential: SshCredential): AnyAuthMethod =>
  'agentSocket' in credential
    ? { type: 'agent', username, agent: credential.agentSocket }
    : { type: 'publickey', username, key: Buffer.from(credential.privateKey) };

function keyFault({ confirmedHostKey }: SshTarget, shown: string): HostError | null {
  if (confirmedHostKey === shown) return null;
  return new HostError(confirmedHostKey === null ? 'key_unconfirmed' : 'key_changed', shown);
}

const nameOf = ({ host, port }: Pick<SshTarget, 'host' | 'port'>): string => `${host}:${port}`;

function connectFault(target: SshTarget, cause: unknown): HostError {
  const level = typeof cause === 'object' && cause !== null && 'level' in cause ? cause.level : null;
  if (level === 'client-authentication')
    return new HostError('sign_in_refused', `${target.user}@${nameOf(target)}: ${messageOf(cause)}`, cause);
  // Nobody can sign in without it, and the host has nothing to do with that.
  if (level === 'agent')
    return new HostError('sign_in_refused', `the ssh agent beside the console does not answer: ${messageOf(cause)}`, cause);
  if (level === 'client-timeout') return new HostError('timeout', `${nameOf(target)} did not answer in time`, cause);
  return new HostError('unreachable', `${nameOf(target)}: ${messageOf(cause)}`, cause);
}

function createTransport(client: Client, socketPath: string): Transport {
  let isClosed = false;
  let sftp: Promise<SFTPWrapper> | null = null;
  const closed = Promise.withResolvers<void>();
  client.once('close', () => {
    isClosed = true;
    closed.resolve();
  });
  /** Ends with the connection, whatever the library would wait for. */
  const alive = <T>(start: (done: (fault: Error | undefined, value: T) => void) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      const lost = () => reject(new HostError('unreachable', 'the connection to the host broke'));
      if (isClosed) return lost();
      client.once('close', lost);
      start((fault, value) => {
        client.off('close', lost);
        if (fault === undefined || fault === null) resolve(value);
        else reject(fault);
      });
    });
  const openSftp = (): Promise<SFTPWrapper> => {
    sftp ??= alive<SFTPWrapper>((done) => client.sftp(done)).catch((cause: unknown) => {
      sftp = null;
      throw cause instanceof HostError ? cause : new HostError('not_permitted', `the host gives no SFTP: ${messageOf(cause)}`, cause);
    });
    return sftp;
  };
  return {
    openSocket: () => openSocket(alive, client, socketPath),
    python: (script, input, limits) => execute(alive, client, `python3 -I -c ${shellWord(script)}`, input, limits),
    files: createSftpFiles(openSftp, alive),
    isOpen: () => !isClosed,
    async close() {
      client.end();
      // A host that has gone does not take leave.
      const impatience = setTimeout(() => client.destroy(), 1_000);
      if (!isClosed) await closed.promise;
      clearTimeout(impatience);
    },
  };
}

export type Alive = <T>(start: (done: (fault: Error | undefined, value: T) => void) => void) => Promise<T>;

/** RFC 4254, section 5.1: 1 is "administratively prohibited", 2 "connect failed". */
async function openSocket(alive: Alive, client: Client, path: string): Promise<Duplex> {
  try {
    return await alive<Duplex>((done) => client.openssh_forwardOutStreamLocal(path, done));
  } catch (cause) {
    if (cause instanceof HostError) throw cause;
    const isRefused = 'reason' in Object(cause) && (cause as { readonly reason: unknown }).reason === 1;
    throw new HostError(isRefused ? 'not_permitted' : 'not_running', `${path}: ${messageOf(cause)}`, cause);
  }
}

async function execute(alive: Alive, client: Client, command: string, input: string, limits: ExecLimits): Promise<Executed> {
  const channel = await alive<ClientChannel>((done) => client.exec(command, done)).catch((cause: unknown) => {
    throw cause instanceof HostError
      ? cause
      : new HostError('not_permitted', `the host runs no programs for us: ${messageOf(cause)}`, cause);
  });
  return new Promise((resolve, reject) => {
    let code = -1;
    const giveUp = (fault: HostError) => {
      settle(() => reject(fault));
      channel.signal('KILL');
      channel.close();
    };
    const timer = setTimeout(() => giveUp(new HostError('timeout', `no answer within ${limits.seconds} seconds`)), limits.seconds * 1_000);
    const settle = (then: () => void) => {
      clearTimeout(timer);
      then();
    };
    const { texts } = collect({ stdout: channel, stderr: channel.stderr }, limits.outputBytes, giveUp);
    channel.on('exit', (status: number | null) => {
      code = status ?? -1;
    });
    channel.on('error', () => {}); // Its close follows, and says all that is known.
    // Without an exit the connection broke: what was asked may or may not have been done.
    channel.once('close', () =>
      settle(() =>
        code === -1 ? reject(new HostError('unreachable', 'the connection to the host broke')) : resolve({ code, ...texts() }),
      ),
    );
    channel.end(input);
  });
}
