import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { house } from '../../../../test/kit/house.ts';
import { describeNeeding } from '../../../../test/needs.ts';
import { eraseAsset } from '../../../kernel/contract/routes/streams.ts';
import { newId } from '../../../shared/ids.ts';
import * as hosts from '../contract/host-routes.ts';
import * as jails from '../contract/jail-routes.ts';
import { startFail2ban, type TestFail2ban } from '../testing/fail2ban.ts';
import { startSshd, type TestSshd } from '../testing/sshd.ts';
import { sshOf } from '../testing/watch-house.ts';

const { as, db, ids, otherSiteId } = await house();
const [adam, olga, vera, nora] = (['adam', 'olga', 'vera', 'nora'] as const).map(as) as [
  ReturnType<typeof as>,
  ReturnType<typeof as>,
  ReturnType<typeof as>,
  ReturnType<typeof as>,
];
const local = { transport: 'local' as const, socketPath: '/run/nobody/here.sock' };
let counter = 0;
const name = (): string => {
  counter += 1;
  return `host ${counter}`;
};
const codeOf = ({ body }: { readonly body: unknown }): unknown => Reflect.get(Object(body), 'code');
const audited = async (action: string): Promise<string> =>
  JSON.stringify(await db.selectFrom('kernel.audit').selectAll().where('action', '=', action).execute());

describeNeeding(['fail2ban', 'openssh-server'], 'hosts by their routes', () => {
  let server: TestFail2ban;
  let sshd: TestSshd;
  beforeAll(async () => {
    [server, sshd] = await Promise.all([
      startFail2ban({
        jails: [
          { name: 'sshd', filter: 'sshd', maxRetry: 3, banTime: '1h' },
          { name: 'other', filter: 'sshd' },
        ],
      }),
      startSshd(),
    ]);
    return async () => {
      await server.stop();
      await sshd.stop();
    };
  });
  const places = () => ({ socketPath: server.socket, configFolder: server.configFolder });
  const addRemote = async (level: 'observe' | 'ban' | 'configure' = 'configure') =>
    (await adam.call(hosts.addHost, { name: name(), level, transport: 'ssh', ...places(), ssh: sshOf(sshd) })).body.id;
  const addLocal = async (level: 'observe' | 'configure' = 'configure') =>
    (await adam.call(hosts.addHost, { name: name(), level, transport: 'local', ...places() })).body.id;

  test('a key is shown, confirmed by a person, and nothing is sent before', async () => {
    const id = await addRemote();
    const first = await olga.call(hosts.contactHost, { id });
    expect(first.body).toMatchObject({ state: 'key-unconfirmed', shownHostKey: sshd.fingerprint(), confirmedHostKey: null });
    expect(first.body.steps.map(({ step, outcome }) => `${step} ${outcome}`).slice(0, 3)).toEqual([
      'connection ok',
      'host-key failed',
      'socket unknown',
    ]);
    const another = 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU';
    expect(await adam.call(hosts.confirmHostKey, { id, fingerprint: another })).toMatchObject({
      status: 409,
      body: { code: 'bans.host_key_not_shown' },
    });
    expect((await olga.call(hosts.confirmHostKey, { id, fingerprint: sshd.fingerprint() })).status).toBe(403);
    const confirmed = await adam.call(hosts.confirmHostKey, { id, fingerprint: sshd.fingerprint() });
    expect(confirmed.body.ssh).toMatchObject({ hostKey: sshd.fingerprint(), hostKeyConfirmedBy: 'adam', hasKey: true });
    const reached = await olga.call(hosts.contactHost, { id });
    expect(reached.body.steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      ...['connection ok', 'host-key ok', 'socket ok', 'version ok', 'database ok', 'files ok', 'program ok', 'addresses ok'],
    ]);
    expect((await vera.call(hosts.getHost, { id })).body).toMatchObject({ state: 'ok', jailCount: 2, fail2banVersion: expect.any(String) });
  });

  test('private keys leave the console by no way', async () => {
    const id = await addRemote();
    await adam.call(hosts.editHost, {
      id,
      ssh: { ...sshOf(sshd), configureUser: sshd.user, configureKey: Buffer.from(sshd.privateKey).toString() },
    });
    const shown = JSON.stringify([
      await adam.call(hosts.getHost, { id }),
      await adam.call(hosts.listHosts, {}),
      await audited('bans.host_added'),
      await audited('bans.host_edited'),
    ]);
    expect(shown).not.toContain('PRIVATE KEY');
    const { rows } = { rows: await db.selectFrom('bans.hosts').select('ssh_key').where('id', '=', id).execute() };
    expect(Buffer.from(rows[0]?.ssh_key ?? []).toString('latin1')).not.toContain('PRIVATE');
  });

  test('another ssh host drops the stored key and the confirmed fingerprint; another name keeps them', async () => {
    const id = await addRemote();
    await olga.call(hosts.contactHost, { id });
    await adam.call(hosts.confirmHostKey, { id, fingerprint: sshd.fingerprint() });
    const { privateKey: _left, ...kept } = sshOf(sshd);
    expect((await adam.call(hosts.editHost, { id, name: name(), ssh: kept })).body.ssh).toMatchObject({
      hasKey: true,
      hostKey: sshd.fingerprint(),
    });
    expect(await adam.call(hosts.editHost, { id, ssh: { ...kept, host: 'elsewhere.example.org' } })).toMatchObject({
      status: 422,
      body: { code: 'bans.host_needs_key' },
    });
    const moved = await adam.call(hosts.editHost, { id, ssh: { ...sshOf(sshd), host: 'elsewhere.example.org' } });
    expect(moved.body.ssh).toMatchObject({ hasKey: true, hostKey: null, hostKeySeen: null });
  });

  test('a jail is idled, stopped, started again and reloaded; each is audited', async () => {
    const id = await addLocal();
    const steer = (action: (typeof jails.STEERINGS)[number]) => adam.call(jails.steerJail, { id, jail: 'other', action });
    expect((await steer('idle')).body.jail).toMatchObject({ state: 'idle' });
    expect((await steer('resume')).body.jail).toMatchObject({ state: 'running' });
    expect(codeOf(await steer('start'))).toBe('bans.jail_running');
    expect((await steer('stop')).body).toEqual({ jail: null, said: '' });
    expect((await vera.call(jails.listJails, { id })).body.items.map((jail) => [jail.name, jail.state])).toEqual([
      ['other', 'gone'],
      ['sshd', 'running'],
    ]);
    expect(codeOf(await steer('idle'))).toBe('bans.unknown_jail');
    expect((await steer('start')).body.jail).toMatchObject({ state: 'running' });
    expect((await steer('reload')).body.jail).toMatchObject({ name: 'other', regexCount: expect.any(Number) });
    expect((await adam.call(hosts.reloadHost, { id })).body).toMatchObject({ lostJails: [], newJails: [] });
    expect(JSON.parse(await audited('bans.jail_steered')).length).toBe(5);
    expect((await olga.call(jails.steerJail, { id, jail: 'other', action: 'stop' })).status).toBe(403);
  });

  test('what is set on a running jail is drift, and gone after the next reload', async () => {
    const id = await addLocal();
    const set = await adam.call(jails.setJail, { id, jail: 'sshd', banTime: '1d 12h', findTime: 1_800, maxRetry: 9 });
    expect(set.body).toMatchObject({ banSeconds: 129_600, findSeconds: 1_800, maxRetry: 9, lasts: 'until-reload' });
    expect((await adam.call(jails.ignoreAddress, { id, jail: 'sshd', entry: '192.0.2.0/24' })).body.ignored).toContain('192.0.2.0/24');
    const drift = await vera.call(jails.getDrift, { id });
    expect(drift.body.items.filter(({ jail }) => jail === 'sshd')).toEqual([
      { jail: 'sshd', kind: 'value', setting: 'bantime', running: '129600', configured: '3600' },
      { jail: 'sshd', kind: 'value', setting: 'findtime', running: '1800', configured: '600' },
      { jail: 'sshd', kind: 'value', setting: 'maxretry', running: '9', configured: '3' },
      { jail: 'sshd', kind: 'only-running', setting: 'ignoreip', running: '192.0.2.0/24', configured: null },
    ]);
    expect((await vera.call(jails.getJail, { id, jail: 'sshd', source: 'live' })).body).toMatchObject({
      source: 'live',
      maxRetry: 9,
      ignored: ['192.0.2.0/24'],
    });
    expect((await adam.call(jails.unignoreAddress, { id, jail: 'sshd', entry: '192.0.2.0/24' })).body.ignored).toEqual([]);
    expect(codeOf(await adam.call(jails.unignoreAddress, { id, jail: 'sshd', entry: '192.0.2.0/24' }))).toBe('bans.ignore_unknown');
    await adam.call(hosts.reloadHost, { id });
    expect((await vera.call(jails.getDrift, { id })).body.items).toEqual([]);
  });

  test.each([
    ['Python', { banTime: "len('abcd')*60" }, 'bans.bad_duration'],
    ['a command', { findTime: '__import__("os").system("id")' }, 'bans.bad_duration'],
    ['no time at all', { banTime: '0' }, 'bans.bad_duration'],
    ['nothing', {}, 'bans.nothing_to_set'],
  ])('a time that is %s is refused, and nothing is sent', async (_what, input, code) => {
    const id = await addLocal();
    expect(codeOf(await adam.call(jails.setJail, { id, jail: 'sshd', ...input }))).toBe(code);
  });

  test.each(['999.1.1.1', '0.0.0.0/0', '192.0.2.1/24', '<F2B_END_COMMAND>', 'a b', '10.0.0.0/7'])('%s is not ignored', async (entry) => {
    const id = await addLocal();
    expect(String(codeOf(await adam.call(jails.ignoreAddress, { id, jail: 'sshd', entry })))).toMatch(
      /^bans\.(bad_ignore_entry|ignore_too_wide)$/,
    );
  });

  test('the level of the host counts, whoever asks', async () => {
    const id = await addLocal('observe');
    expect(await adam.call(jails.steerJail, { id, jail: 'sshd', action: 'stop' })).toMatchObject({
      status: 409,
      body: { code: 'bans.level_too_low' },
    });
    expect((await vera.call(jails.listJails, { id, source: 'live' })).body.items).toHaveLength(2);
  });
});

test.each([
  ['a path with dots', { configFolder: '/etc/../root' }, 'bans.host_bad_path', 'configFolder'],
  ['a path that is not absolute', { socketPath: 'run/f.sock' }, 'bans.host_bad_path', 'socketPath'],
  ['a socket that is too long', { socketPath: `/${'a'.repeat(107)}` }, 'bans.host_socket_too_long', 'socketPath'],
  ['ssh of a host on this machine', { ssh: { host: 'h', user: 'u', auth: 'agent' as const } }, 'bans.host_has_no_ssh', 'ssh'],
  ['no ssh', { transport: 'ssh' as const }, 'bans.host_needs_ssh', 'ssh'],
  ['no key', { transport: 'ssh' as const, ssh: { host: 'h', user: 'u' } }, 'bans.host_needs_key', 'ssh.privateKey'],
  [
    'what is no key',
    { transport: 'ssh' as const, ssh: { host: 'h', user: 'u', privateKey: 'secret' } },
    'bans.host_bad_key',
    'ssh.privateKey',
  ],
  [
    'a host that is an option',
    { transport: 'ssh' as const, ssh: { host: '-oProxyCommand=id', user: 'u' } },
    'bans.host_bad_address',
    'ssh.host',
  ],
  ['half an address', { transport: 'ssh' as const, ssh: { host: '192.0.2', user: 'u' } }, 'bans.host_bad_address', 'ssh.host'],
])('%s is refused, and says where', async (_what, input, code, path) => {
  const { status, body } = await adam.call(hosts.addHost, { name: name(), ...local, ...input });
  expect([status, codeOf({ body }), Reflect.get(Object(body), 'errors')]).toMatchObject([422, code, [{ path }]]);
});

test('who may what, and where: other sites do not exist', async () => {
  const { body } = await adam.call(hosts.addHost, { name: name(), ...local });
  expect((await olga.call(hosts.addHost, { name: name(), ...local })).status).toBe(403);
  expect((await nora.call(hosts.getHost, { id: body.id })).status).toBe(404);
  expect((await nora.call(hosts.listHosts, {})).body.items).toEqual([]);
  expect((await nora.call(hosts.addHost, { name: name(), ...local, siteId: otherSiteId })).status).toBe(201);
  expect((await nora.call(jails.listAllJails, {})).body.items).toEqual([]);
  expect((await vera.call(hosts.getHost, { id: newId() })).status).toBe(404);
  expect((await adam.call(hosts.addHost, { name: body.name, ...local })).status).toBe(409);
});

test('a host that nobody answers for there is said to be so, and people and maintenance are kept', async () => {
  const { body } = await adam.call(hosts.addHost, { name: name(), ...local });
  const { id, version } = body;
  expect((await olga.call(hosts.contactHost, { id })).body).toMatchObject({ state: 'not-running', steps: expect.any(Array) });
  expect((await vera.call(hosts.getHost, { id })).body).toMatchObject({
    state: 'not-running',
    responsibles: [{ username: 'adam' }],
    may: expect.arrayContaining(['bans:read']),
  });
  expect((await adam.call(hosts.addHostPerson, { id, userId: ids.vera, role: 'maintainer' })).body.responsibles).toHaveLength(2);
  expect((await adam.call(hosts.removeHostPerson, { id, personId: ids.vera })).status).toBe(204);
  expect((await adam.call(hosts.removeHostPerson, { id, personId: ids.adam })).status).toBe(409);
  const endsAt = Temporal.Now.instant().add({ hours: 1 }).toString();
  expect((await olga.call(hosts.startHostMaintenance, { id, endsAt, reason: 'new disk' })).status).toBe(201);
  expect((await vera.call(hosts.getHost, { id })).body.maintenance).toMatchObject({ reason: 'new disk' });
  expect((await olga.call(hosts.endHostMaintenance, { id })).status).toBe(204);
  expect((await adam.call(hosts.editHost, { id, level: 'ban' }, { ifMatch: version + 5 })).status).toBe(412);
  expect((await adam.call(hosts.archiveHost, { id })).status).toBe(204);
  expect((await vera.call(hosts.getHost, { id })).status).toBe(404);
});

test('an archived host is erased with every row that holds on to it', async () => {
  const own = name();
  const { body } = await adam.call(hosts.addHost, { name: own, ...local });
  await db.insertInto('bans.jails').values({ host_id: body.id, name: 'sshd', seen_at: Temporal.Now.instant(), settings: '{}' }).execute();
  expect((await adam.call(hosts.archiveHost, { id: body.id })).status).toBe(204);
  expect((await as('sam').call(eraseAsset, { id: body.id, name: own })).status).toBe(204);
  expect(await db.selectFrom('bans.hosts').select('id').where('id', '=', body.id).execute()).toEqual([]);
  const { rows } = await sql<{ table: string }>`
    select distinct c.relname as "table" from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and k.confrelid = 'bans.hosts'::regclass order by 1`.execute(db);
  // Each of these is named in store/erase-*.ts; another one is to be added there.
  expect(rows.map(({ table }) => table)).toEqual([
    ...['allow_entries', 'allow_placements', 'blocklist_hosts', 'blocklist_placements', 'blocklist_targets'],
    ...['config_drafts', 'config_versions', 'jails', 'orders'],
  ]);
});
