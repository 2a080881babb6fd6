import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { describeNeeding } from '../../../../../test/needs.ts';
import { startFail2ban, type TestFail2ban } from '../../testing/fail2ban.ts';
import { startSshd, type TestSshd } from '../../testing/sshd.ts';
import { HostError } from './access.ts';
import { type HostTarget, openHost } from './open-host.ts';

let server: TestFail2ban;
let sshd: TestSshd;
const folder = mkdtempSync(join(tmpdir(), 'caretaker-ssh-'));

const remote = (): HostTarget => ({
  socketPath: server.socket,
  configFolder: server.configFolder,
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

describeNeeding(['fail2ban', 'openssh-server'], 'signing in', () => {
  beforeAll(async () => {
    server = await startFail2ban({ jails: [{ name: 'sshd', filter: 'sshd', maxRetry: 2 }] });
    sshd = await startSshd();
  });
  afterAll(async () => {
    await server.stop();
    await sshd.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a wrong key is refused', async () => {
    const target = remote();
    const ssh = target.ssh === null ? null : { ...target.ssh, credential: { privateKey: sshd.strangersKey } };
    expect(await kindOf(openHost({ ...target, ssh }))).toBe('sign_in_refused');
  });

  test('what is no key is refused', async () => {
    const target = remote();
    const ssh = target.ssh === null ? null : { ...target.ssh, credential: { privateKey: Buffer.from('secret') } };
    expect(await kindOf(openHost({ ...target, ssh }))).toBe('sign_in_refused');
  });

  test.each([
    ['nobody has confirmed the key', null, 'key_unconfirmed'],
    ['another key was confirmed', 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU', 'key_changed'],
  ])('%s: its fingerprint is told, and no user name is sent', async (_what, confirmedHostKey, kind) => {
    const own = await startSshd();
    onTestFinished(() => own.stop());
    const shown: string[] = [];
    const target = remote();
    const ssh = target.ssh === null ? null : { ...target.ssh, port: own.port, confirmedHostKey };
    expect(await kindOf(openHost({ ...target, ssh }, { onHostKey: (fingerprint) => shown.push(fingerprint) }))).toBe(kind);
    expect(shown).toEqual([own.fingerprint()]);
    // sshd logs every account that is asked for.
    await expect.poll(() => own.log()).toMatch(/closed by|reset by|disconnect/i);
    expect(own.log()).not.toMatch(/userauth-request|publickey/);
  });

  test('a host that is killed in the middle fails at once, and comes back', async () => {
    const own = await startSshd();
    onTestFinished(() => own.stop());
    const target = remote();
    const ssh =
      target.ssh === null
        ? null
        : { ...target.ssh, port: own.port, credential: { privateKey: own.privateKey }, confirmedHostKey: own.fingerprint() };
    const host = await openHost({ ...target, ssh });
    await host.fail2ban.ping();
    const pending = kindOf(
      host.run({ program: 'regex', log: { lines: `${'a'.repeat(40)}c\n` }, filter: '^(?:a+)+b<HOST>$' }, { seconds: 30 }),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    await own.kill();
    expect(await pending).toBe('unreachable');
    expect(await kindOf(host.files.read('/etc/hostname', 1_000))).toBe('unreachable');
    await expect(host.fail2ban.ping()).rejects.toMatchObject({ kind: 'unreachable' });
    await host.close();
    expect(await kindOf(openHost({ ...target, ssh }))).toBe('unreachable');
    await own.start();
    const again = await openHost({ ...target, ssh });
    await again.fail2ban.ping();
    await again.close();
  }, 20_000);

  test('a socket that nobody listens at', async () => {
    const host = await openHost({ ...remote(), socketPath: join(folder, 'nobody') });
    onTestFinished(() => host.close());
    await expect(host.fail2ban.ping()).rejects.toMatchObject({
      kind: 'unreachable',
      cause: expect.objectContaining({ kind: 'not_running' }),
    });
  });
});
