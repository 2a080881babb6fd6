import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeNeeding } from '../../../../../test/needs.ts';
import { startFail2ban, type TestFail2ban } from '../../testing/fail2ban.ts';
import { startSshd, type TestSshd } from '../../testing/sshd.ts';
import { type HostAccess, HostError } from './access.ts';
import { type HostTarget, openHost } from './open-host.ts';

let server: TestFail2ban;
let sshd: TestSshd;
/** One of each for both ways. */
async function prepare(): Promise<void> {
  server ??= await startFail2ban({ jails: [{ name: 'sshd', filter: 'sshd', maxRetry: 2 }] });
  sshd ??= await startSshd();
}
const folder = mkdtempSync(join(tmpdir(), 'caretaker-hosts-'));

afterAll(async () => {
  await server?.stop();
  await sshd?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const local = (): HostTarget => ({ socketPath: server.socket, configFolder: server.configFolder, ssh: null });
const remote = (): HostTarget => ({
  ...local(),
  ssh: {
    host: '127.0.0.1',
    port: sshd.port,
    user: sshd.user,
    credential: { privateKey: sshd.privateKey },
    confirmedHostKey: sshd.fingerprint(),
  },
});
const kindOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no fault',
    (cause: unknown) => (cause instanceof HostError ? cause.kind : `another fault: ${String(cause)}`),
  );

for (const [where, target] of [
  ['on this machine', local],
  ['through ssh', remote],
] as const)
  describeNeeding(['fail2ban', 'openssh-server'], `a host ${where}`, () => hostTests(where, target));

function hostTests(where: string, target: () => HostTarget): void {
  let host: HostAccess;
  const own = join(folder, where.replaceAll(' ', '-'));
  beforeAll(async () => {
    await prepare();
    mkdirSync(own);
    host = await openHost(target());
  });
  afterAll(() => host.close());

  test('answers at its control socket, also in many commands at once', async () => {
    expect(await host.fail2ban.version()).toMatch(/^\d+\.\d+/);
    const answers = await Promise.all(Array.from({ length: 20 }, () => host.fail2ban.jailNames()));
    expect(answers).toEqual(Array.from({ length: 20 }, () => ['sshd']));
  });

  test('gives the effective stream, of its own files and of a copy that was changed', async () => {
    const own = await host.run({ program: 'dump' });
    expect(own).toMatchObject({ code: 0, stderr: '' });
    expect(own.stdout).toContain("['set', 'sshd', 'maxretry', 2]");
    const staged = await host.files.stage(server.configFolder);
    await host.files.write(join(staged, 'jail.d/zz-caretaker.local'), Buffer.from('[sshd]\nmaxretry = 7\n'));
    expect((await host.run({ program: 'dump', configFolder: staged })).stdout).toContain("['set', 'sshd', 'maxretry', 7]");
    expect(existsSync(join(server.configFolder, 'jail.d/zz-caretaker.local'))).toBe(false);
    await host.files.unstage(staged);
    expect(existsSync(staged)).toBe(false);
    expect(await kindOf(host.files.unstage(server.configFolder))).toBe('not_permitted');
  });

  test('runs its regex tool on lines, whatever is in them', async () => {
    const lines = `Dec  1 10:00:00 h sshd[1]: Failed password for root from 198.51.100.7 port 1 ssh2\n'; touch ${own}/smuggled; '$(touch ${own}/smuggled)\`touch ${own}/smuggled\`\n`;
    const found = await host.run({ program: 'regex', log: { lines }, filter: 'sshd', output: 'ip', configFolder: server.configFolder });
    expect(found.stdout.trim()).toBe('198.51.100.7');
    const hostile = `$(touch ${own}/smuggled)'; touch ${own}/smuggled #<HOST>`;
    expect((await host.run({ program: 'regex', log: { lines: 'x\n' }, filter: hostile })).stdout).toContain('1 missed');
    expect(existsSync(join(own, 'smuggled'))).toBe(false);
  });

  test('reads durations as fail2ban does', async () => {
    expect((await host.run({ program: 'str2sec', text: '1d 12h' })).stdout.trim()).toBe('129600');
  });

  test('a program that does not end is ended, and one that says too much', async () => {
    const forever = '^(?:a+)+b<HOST>$';
    const lines = `${'a'.repeat(40)}c 198.51.100.7\n`;
    const begun = performance.now();
    expect(await kindOf(host.run({ program: 'regex', log: { lines }, filter: forever }, { seconds: 2 }))).toBe('timeout');
    expect(performance.now() - begun).toBeLessThan(6_000);
    expect(await kindOf(host.run({ program: 'dump' }, { outputBytes: 100 }))).toBe('too_large');
  });

  test('gives the last lines of a log', async () => {
    const log = join(own, 'a log');
    writeFileSync(log, Array.from({ length: 30_000 }, (_each, at) => `line ${at}\n`).join(''));
    expect((await host.run({ program: 'log-tail', path: log, lines: 2 })).stdout).toBe('line 29998\nline 29999\n');
    expect((await host.run({ program: 'log-tail', path: log, lines: 20_000 })).stdout.split('\n')).toHaveLength(20_001);
    expect(await kindOf(host.run({ program: 'log-tail', path: join(own, 'none'), lines: 2 }))).toBe('no_such_file');
  });

  test('knows its own addresses, loopback and link-local ones aside', async () => {
    const addresses = await host.ownAddresses();
    expect(addresses.filter((address) => /^(127\.|::1$|fe80)/.test(address))).toEqual([]);
  });

  test('files are listed, read and replaced, with mode, owner and links as they were', async () => {
    const path = join(own, 'jail.local');
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    symlinkSync('jail.local', join(own, 'link'));
    symlinkSync('nowhere', join(own, 'dead'));
    mkdirSync(join(own, 'inner'));
    const { ino } = statSync(path);
    await host.files.write(join(own, 'link'), Buffer.from('neu\u00fc'));
    expect(readFileSync(path, 'utf8')).toBe('neu\u00fc');
    expect(readlinkSync(join(own, 'link'))).toBe('jail.local');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    // Replaced, not written into: a reader has the old file or the new one.
    expect(statSync(path).ino).not.toBe(ino);
    await host.files.write(join(own, 'new'), Buffer.from('x'));
    expect(statSync(join(own, 'new')).mode & 0o777).toBe(0o644);
    const listed = await host.files.list(own);
    expect(listed.filter(({ path }) => !path.endsWith('a log')).map(({ path, ...rest }) => [path.slice(own.length + 1), rest])).toEqual([
      ['inner', { size: statSync(join(own, 'inner')).size, isFolder: true }],
      ['jail.local', { size: 5, isFolder: false }],
      ['link', { size: 5, isFolder: false }],
      ['new', { size: 1, isFolder: false }],
    ]);
    expect(Buffer.from((await host.files.read(path, 10)) ?? []).toString()).toBe('neu\u00fc');
    expect(await host.files.read(join(own, 'none'), 10)).toBeNull();
    expect(await kindOf(host.files.read(path, 4))).toBe('too_large');
    expect(await kindOf(host.files.read(join(own, 'inner'), 10))).toBe('not_permitted');
    await host.files.remove(join(own, 'new'));
    await host.files.remove(join(own, 'new'));
    expect(existsSync(join(own, 'new'))).toBe(false);
  });

  test('a large file travels whole', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_each, at) => at % 251));
    await host.files.write(join(own, 'large'), bytes);
    expect(Buffer.from((await host.files.read(join(own, 'large'), 400_000)) ?? []).equals(bytes)).toBe(true);
  });

  test('where paths lead is told with all links followed', async () => {
    mkdirSync(join(own, 'to'));
    symlinkSync('to', join(own, 'folder'));
    expect(await host.files.realPath(join(own, 'folder'))).toBe(join(own, 'to'));
    expect(await host.files.realPath(join(own, 'folder/new.local'))).toBe(join(own, 'to/new.local'));
    expect(await host.files.realPath(join(own, 'folder/../folder'))).toBe(join(own, 'to'));
    expect(await host.files.realPath(join(own, 'no/such'))).toBeNull();
    expect(await kindOf(host.files.write(join(own, 'no/such'), Buffer.from('x')))).toBe('no_such_file');
    expect(await kindOf(host.files.list(join(own, 'no')))).toBe('no_such_file');
  });

  test('bans of its database are read page by page, in the order of time', async () => {
    const addresses = Array.from({ length: 25 }, (_each, at) => `198.51.100.${at + 1}`);
    await host.fail2ban.ban('sshd', addresses);
    await expect.poll(async () => (await host.readBans({ since: null, after: null, limit: 100 })).bans.length, { timeout: 5_000 }).toBe(25);
    const found: string[] = [];
    let after = null;
    do {
      const page: Awaited<ReturnType<HostAccess['readBans']>> = await host.readBans({ since: null, after, limit: 10 });
      found.push(...page.bans.map(({ address }) => address));
      after = page.next;
    } while (after !== null);
    expect(found.toSorted()).toEqual(addresses.toSorted());
    const { bans } = await host.readNamedBans([
      { jail: 'sshd', address: '198.51.100.7' },
      { jail: 'sshd', address: '203.0.113.1' },
    ]);
    expect(bans).toMatchObject([{ jail: 'sshd', address: '198.51.100.7', durationSeconds: 600, banCount: 1, failures: 0, lines: [] }]);
    await host.fail2ban.unban('sshd', addresses);
    await expect.poll(async () => (await host.readBans({ since: null, after: null, limit: 100 })).bans.length, { timeout: 5_000 }).toBe(0);
  });
}
