import { setTimeout as delay } from 'node:timers/promises';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeNeeding } from '../../../../../test/needs.ts';
import { testDatabase } from '../../../../kernel/testing/database.ts';
import { systemClock } from '../../../../shared/time.ts';
import { fingerprintOf } from '../../devices/hosts/ssh.ts';
import { sealedKeysOf } from '../../store/hosts.ts';
import { startFail2ban, type TestFail2ban } from '../../testing/fail2ban.ts';
import { startSshAgent, type TestAgent } from '../../testing/ssh-agent.ts';
import { startSshd, type TestSshd } from '../../testing/sshd.ts';
import { sshOf, type WatchHouse, watchHouse } from '../../testing/watch-house.ts';
import type { AddHost } from './add-host.ts';

const text = (key: Uint8Array): string => Buffer.from(key).toString();

/** As sshd logs it. */
function fingerprint(privateKey: Uint8Array): string {
  const parsed = ssh2.utils.parseKey(Buffer.from(privateKey));
  if (parsed instanceof Error) throw parsed;
  return fingerprintOf(parsed.getPublicSSH());
}

describeNeeding(['fail2ban', 'openssh-server'], 'accounts of a host', () => {
  let server: TestFail2ban;
  let sshd: TestSshd;
  let agent: TestAgent;
  let house: WatchHouse;

  beforeAll(async () => {
    server = await startFail2ban({ jails: [{ name: 'sshd', filter: 'sshd', action: 'noop' }] });
    sshd = await startSshd();
    agent = await startSshAgent();
    house = watchHouse(await testDatabase(), systemClock, agent.socket);
    return async () => {
      await agent.stop();
      await sshd.stop();
      await server.stop();
    };
  });
  afterAll(() => house.parts.reach.close());
  beforeEach(() => agent.empty());

  const reach = (id: string, level: 'observe' | 'ban' | 'configure') =>
    house.parts.reach.reach(id, level, ({ fail2ban }) => fail2ban.ping());
  /** Which keys have been let in since, in their order. */
  const letIn = (since: number): string[] =>
    [
      ...sshd
        .log()
        .slice(since)
        .matchAll(/Accepted publickey for .*(SHA256:\S+)/g),
    ].map(([, shown]) => shown ?? '');
  const viaSsh = (changes: Partial<NonNullable<AddHost['ssh']>>, level: AddHost['level'] = 'configure'): Promise<string> =>
    house.addHost(server, sshd, { level, ssh: { ...sshOf(sshd), ...changes } });
  const viaAgent = () => viaSsh({ auth: 'agent', privateKey: undefined });

  test('the agent of the console signs in with the key that it holds; nothing of it is stored', async () => {
    await agent.add(sshd.strangersKey);
    await agent.add(sshd.privateKey);
    const id = await viaAgent();
    const since = sshd.log().length;
    expect(await house.look(id)).toBe('ok');
    expect(letIn(since)).toEqual([fingerprint(sshd.privateKey)]);
    expect(await sealedKeysOf(house.parts.db, id)).toEqual({ key: null, configureKey: null });
  });

  test('an agent without the right key, and one that is gone, is a refused sign-in and said so', async () => {
    await agent.add(sshd.privateKey);
    const id = await viaAgent();
    await agent.empty();
    await agent.add(sshd.strangersKey);
    await house.parts.reach.forget(id);
    expect(await reach(id, 'observe')).toMatchObject({
      code: 'bans.host_sign_in_refused',
      params: { reason: expect.stringContaining('@127.0.0.1:') },
    });
    expect(await house.look(id)).toBe('failed');
    expect((await house.host(id)).failure).toBe('sign-in-refused');

    const own = await startSshAgent();
    const beside = watchHouse(await testDatabase(), systemClock, own.socket);
    await own.add(sshd.privateKey);
    const other = await beside.addHost(server, sshd, { ssh: { ...sshOf(sshd), auth: 'agent', privateKey: undefined } });
    await own.stop();
    await beside.parts.reach.forget(other);
    expect(await beside.parts.reach.reach(other, 'observe', async () => null)).toMatchObject({ code: 'bans.host_sign_in_refused' });
    await beside.parts.reach.close();
  });

  test('to a host that shows another key than the confirmed one nothing is signed, not even by the agent', async () => {
    const own = await startSshd();
    await agent.add(own.privateKey);
    const id = await house.addHost(server, own, { ssh: { ...sshOf(own), auth: 'agent', privateKey: undefined } });
    await own.changeHostKey();
    await house.parts.reach.forget(id);
    const since = own.log().length;
    expect(await reach(id, 'observe')).toMatchObject({ code: 'bans.host_key_changed', params: { fingerprint: own.fingerprint() } });
    expect(await house.look(id)).toBe('failed');
    expect(await house.findings(id)).toContain('host-key-changed critical');
    await delay(200);
    expect(own.log().slice(since)).not.toMatch(/userauth-request|publickey/);
    await own.stop();
  });

  test('the key of configuration is used for configuration, and for nothing else', async () => {
    const id = await viaSsh({ configureKey: text(sshd.configureKey) });
    const [ordinary, configure] = [fingerprint(sshd.privateKey), fingerprint(sshd.configureKey)];
    await house.parts.reach.forget(id);
    const since = sshd.log().length;
    for (const level of ['observe', 'ban', 'observe'] as const) expect((await reach(id, level)).ok).toBe(true);
    expect(await house.look(id)).toBe('ok');
    expect(letIn(since)).toEqual([ordinary]);
    expect((await reach(id, 'configure')).ok).toBe(true);
    expect(letIn(since)).toEqual([ordinary, configure]);
    for (const level of ['ban', 'configure'] as const) expect((await reach(id, level)).ok).toBe(true);
    expect(letIn(since)).toEqual([ordinary, configure]);
  });

  test('so is its account: one that is not let in refuses configuration alone, by its name', async () => {
    const id = await viaSsh({ configureUser: 'caretaker-configure' });
    const since = sshd.log().length;
    expect((await reach(id, 'ban')).ok).toBe(true);
    expect(sshd.log().slice(since)).not.toContain('caretaker-configure');
    expect(await reach(id, 'configure')).toMatchObject({
      ...{ code: 'bans.host_sign_in_refused', params: { reason: expect.stringContaining('caretaker-configure@127.0.0.1') } },
    });
    expect(sshd.log().slice(since)).toContain('caretaker-configure');
    expect((await reach(id, 'observe')).ok).toBe(true);
  });

  test.each([
    ['ban', 'configure'],
    ['observe', 'configure'],
    ['observe', 'ban'],
  ] as const)('a host with the level %s refuses %s before anything is connected', async (level, asked) => {
    const id = await viaSsh({ configureKey: text(sshd.configureKey) }, level);
    await house.parts.reach.forget(id);
    await delay(200);
    const before = sshd.log();
    expect(await reach(id, asked)).toMatchObject({ code: 'bans.level_too_low', params: { level: asked } });
    await delay(200);
    expect(sshd.log()).toBe(before);
  });

  test('a key that is not let in is told, and noted at the host', async () => {
    const id = await viaSsh({ privateKey: text(sshd.strangersKey) });
    expect(await reach(id, 'observe')).toMatchObject({ code: 'bans.host_sign_in_refused' });
    expect(await house.look(id)).toBe('failed');
    expect(await house.host(id)).toMatchObject({ failure: 'sign-in-refused', failureDetail: expect.stringContaining('@127.0.0.1:') });
  });
});
