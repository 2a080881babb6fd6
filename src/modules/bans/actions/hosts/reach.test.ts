import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { describeNeeding } from '../../../../../test/needs.ts';
import { testDatabase } from '../../../../kernel/testing/database.ts';
import { newId } from '../../../../shared/ids.ts';
import { startFail2ban, type TestFail2ban } from '../../testing/fail2ban.ts';
import { startSshd } from '../../testing/sshd.ts';
import { TESTER, watchHouse } from '../../testing/watch-house.ts';
import { createArchiveHost } from './edit-host.ts';
import { LOOK_SECONDS } from './settings.ts';
import { createWatch } from './watch.ts';

const house = watchHouse(await testDatabase());
const { reach } = house.parts.reach;
const { db } = house.parts;
afterAll(() => house.parts.reach.close());
const ping = (id: string) => reach(id, 'observe', ({ fail2ban }) => fail2ban.ping());

describeNeeding(['fail2ban', 'openssh-server'], 'the way to hosts', () => {
  let server: TestFail2ban;
  beforeAll(async () => {
    server = await startFail2ban({ jails: [{ name: 'sshd', filter: 'sshd', action: 'noop' }] });
    return () => server.stop();
  });

  test('what is asked of one host is done one after the other, of two at once', async () => {
    const [one, other] = [await house.addHost(server), await house.addHost(server)];
    const seen: string[] = [];
    const ask = (id: string, name: string) =>
      reach(id, 'observe', async () => {
        seen.push(`${name} begins`);
        await delay(300);
        seen.push(`${name} ends`);
      });
    await Promise.all([ask(one, 'first'), ask(one, 'second'), ask(other, 'elsewhere')]);
    const own = seen.filter((each) => !each.startsWith('elsewhere'));
    expect(own).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
    expect(seen.indexOf('elsewhere begins')).toBeLessThan(seen.indexOf('first ends'));
  });

  test('what the host is not allowed is refused before anything is asked', async () => {
    const id = await house.addHost(server, undefined, { level: 'ban' });
    let ran = 0;
    const count = async () => {
      ran += 1;
    };
    expect(await reach(id, 'configure', count)).toMatchObject({ ok: false, code: 'bans.level_too_low', params: { level: 'configure' } });
    expect(await reach(newId(), 'observe', count)).toMatchObject({ code: 'bans.unknown_host' });
    expect((await reach(id, 'ban', count)).ok).toBe(true);
    expect(ran).toBe(1);
    expect((await createArchiveHost(house.parts)(TESTER, id)).ok).toBe(true);
    expect(await reach(id, 'observe', count)).toMatchObject({ code: 'bans.unknown_host' });
  });

  test('errors come back as the refusals that they stand for; a bug of ours is thrown, and the next one has its turn', async () => {
    const id = await house.addHost(server);
    expect(await reach(id, 'observe', ({ fail2ban }) => fail2ban.bannedIn('nobody'))).toMatchObject({ code: 'bans.unknown_jail' });
    expect(await reach(id, 'observe', ({ files }) => files.list('/no/such/folder'))).toMatchObject({
      code: 'bans.host_refused',
      params: { reason: expect.stringContaining('/no/such/folder') },
    });
    await expect(reach(id, 'observe', () => Promise.reject(new TypeError('ours')))).rejects.toThrow('ours');
    expect((await ping(id)).ok).toBe(true);
    const nowhere = await house.addHost(server, undefined, { socketPath: '/run/nobody/here.sock' });
    expect(await ping(nowhere)).toMatchObject({ code: 'bans.not_running' });
  });

  test('a key that has changed is refused until a person confirms it anew; a sshd that comes back is found again', async () => {
    const sshd = await startSshd();
    onTestFinished(() => sshd.stop());
    const id = await house.addHost(server, sshd);
    expect((await ping(id)).ok).toBe(true);
    await sshd.kill();
    expect(await ping(id)).toMatchObject({ code: 'bans.host_unreachable' });
    await sshd.start();
    expect((await ping(id)).ok).toBe(true);
    await sshd.changeHostKey();
    expect(await ping(id)).toMatchObject({ code: 'bans.host_key_changed', params: { fingerprint: sshd.fingerprint() } });
    expect(await house.look(id)).toBe('failed');
    expect(await house.findings(id)).toContain('host-key-changed critical');
  });

  test('a fail2ban that hangs is given up, and the host is reached again when it goes on', async () => {
    const own = await startFail2ban({ jails: [{ name: 'sshd', filter: 'sshd', action: 'noop' }] });
    onTestFinished(() => own.stop());
    const id = await house.addHost(own);
    expect((await ping(id)).ok).toBe(true);
    own.pause();
    expect(await ping(id)).toMatchObject({ code: 'bans.host_timed_out' });
    own.resume();
    expect((await ping(id)).ok).toBe(true);
  }, 40_000);

  test('while a restored console is held nothing is done that changes a host', async () => {
    const id = await house.addHost(server);
    const since = Temporal.Now.instant();
    await db.insertInto('kernel.held').values({ since, backup_made_at: since }).execute();
    onTestFinished(async () => {
      await db.deleteFrom('kernel.held').execute();
    });
    expect(await reach(id, 'ban', ({ fail2ban }) => fail2ban.ban('sshd', ['192.0.2.1']))).toMatchObject({ code: 'bans.held' });
    expect((await ping(id)).ok).toBe(true);
    expect(await house.look(id)).toBe('ok');
  });

  test('dead hosts do not keep a living one waiting; a stopped watch has ended', async () => {
    await db
      .insertInto('kernel.settings')
      .values({ key: LOOK_SECONDS.key, value: '5', updated_at: Temporal.Now.instant(), updated_by: null, version: 1 })
      .execute();
    const dead = await Promise.all(
      Array.from({ length: 30 }, () => house.addHost(server, undefined, { socketPath: '/run/nobody/here.sock' })),
    );
    const living = await house.addHost(server);
    const watch = createWatch(house.parts);
    const stop = await watch.start();
    const looked = async () => (await house.host(living)).contactedAt;
    await expect.poll(looked, { timeout: 15_000 }).not.toBeNull();
    const before = await looked();
    await expect.poll(looked, { timeout: 15_000 }).not.toEqual(before);
    await expect.poll(async () => (await house.host(dead.at(-1) ?? '')).failure, { timeout: 15_000 }).toBe('not-running');
    await stop();
    const after = await looked();
    await delay(6_000);
    expect(await looked()).toEqual(after);
  }, 60_000);
});
