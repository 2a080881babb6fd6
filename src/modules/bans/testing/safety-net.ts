import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { describeNeeding } from '../../../../test/needs.ts';
import { testDatabase } from '../../../kernel/testing/database.ts';
import { createApplyDrafts, hashOfDrafts } from '../actions/configuration/apply.ts';
import { createRemoveDrafts, createSaveDraft } from '../actions/configuration/drafts.ts';
import { hashOf } from '../actions/configuration/folder.ts';
import { createHeal } from '../actions/configuration/heal.ts';
import { createSetJailOption } from '../actions/configuration/jail-option.ts';
import { createCheckDrafts, createListFiles, createReadEffective, createReadFile } from '../actions/configuration/queries.ts';
import { createRestoreVersion } from '../actions/configuration/restore.ts';
import { snapshotOf } from '../actions/configuration/snapshot.ts';
import type { DraftFile } from '../domain/config/draft.ts';
import { listDrafts } from '../store/config-drafts.ts';
import { findVersion } from '../store/config-versions.ts';
import { configurationHouse, TESTER } from './configuration.ts';
import { startFail2ban, type TestFail2ban } from './fail2ban.ts';
import { startSshd, type TestSshd } from './sshd.ts';

const OURS = 'jail.d/zz-caretaker.local';
/** With all that an editor loses: a comment, tabs, DOS ends of lines, no end at the end. */
const KEPT = '# kept by hand\r\n[DEFAULT]\r\n\tmaxretry = 4 ; why not\r\n\r\n; nothing\r\n[t2]\r\nfindtime = 11m';
const needed = { local: ['fail2ban'], ssh: ['fail2ban', 'openssh-server'] } as const;

/** The claims of the safety net, against a real fail2ban. */
export async function safetyNetClaims(transport: 'local' | 'ssh'): Promise<void> {
  const { db, url } = await testDatabase();
  const house = configurationHouse(db, url);
  afterAll(() => house.reach.close());

  const saveDraft = createSaveDraft(house);
  const removeDrafts = createRemoveDrafts(house);
  const checkDrafts = createCheckDrafts(house);
  const applyDrafts = createApplyDrafts(house);
  const restoreVersion = createRestoreVersion(house);
  const setJailOption = createSetJailOption(house);

  describeNeeding(needed[transport], `a host: ${transport}`, () => {
    let server: TestFail2ban;
    let sshd: TestSshd | undefined;
    let hostId: string;
    let calm: { dump: string; jails: unknown; files: string };

    const state = async () => {
      const { stdout } = await server.client('-d');
      const jails = await house.reach.reach(hostId, 'observe', (host) => snapshotOf(host));
      return { dump: stdout, jails, files: readFileSync(join(server.configFolder, OURS), 'utf8') };
    };

    beforeAll(async () => {
      server = await startFail2ban({
        jails: ['t1', 't2'].map((name) => ({ name, filter: 'plain', maxRetry: 3, banTime: 600 })),
        prepare: (folder) => {
          writeFileSync(
            join(folder, 'filter.d', 'plain.conf'),
            '[Definition]\nfailregex = ^.*Failed \\S+ for .* from <HOST>\n            ^.*Bad <F-USER>\\S+</F-USER> from <HOST>$\nignoreregex =\n',
          );
          writeFileSync(join(folder, OURS), KEPT);
        },
      });
      if (transport === 'ssh') sshd = await startSshd();
      hostId = await house.addHost(`host ${transport}`, server, sshd);
      calm = await state();
      return async () => {
        await server.stop();
        await sshd?.stop();
      };
    });

    beforeEach(async () => {
      await removeDrafts(TESTER, hostId);
    });
    afterAll(async () => expect(await state()).toEqual(calm));

    const draft = async (path: string, content: string | null): Promise<DraftFile> => {
      const place = join(server.configFolder, path);
      const basedOn = existsSync(place) ? hashOf(readFileSync(place)) : null;
      const saved = await saveDraft(TESTER, { hostId, path, content, basedOn });
      expect(saved.ok, JSON.stringify(saved)).toBe(true);
      return { path, content, basedOn };
    };
    const apply = async (note = '') => applyDrafts(TESTER, { hostId, note, draftsHash: hashOfDrafts(await listDrafts(db, hostId)) });

    const refused: readonly (readonly [string, readonly (readonly [string, string | null])[], string, number | null])[] = [
      ['a typo in a regex, which would remove all jails', [[OURS, `${KEPT}\r\n[t1]\r\nfailregex = ^((`]], 'bans.config_bad_regex', 9],
      ['a time that is none', [[OURS, `${KEPT}\r\n[t1]\r\nbantime = zzz`]], 'bans.config_bad_time', 9],
      ['a time that is a program', [[OURS, `${KEPT}\r\n[t1]\r\nbantime = len('abcd')*60`]], 'bans.config_bad_time', 9],
      [
        'a factor that is a program',
        [[OURS, `[t1]\nbantime.increment = true\nbantime.factor = __import__("os")\n`]],
        'bans.config_bad_number',
        3,
      ],
      ['a missing filter', [[OURS, '[t1]\nfilter = nowhere\n']], 'bans.config_jail_skipped', 2],
      ['a regex without a host', [[OURS, '[t1]\nfailregex = ^Failed$\n']], 'bans.config_no_host_group', 2],
      ['an action whose file is not there', [[OURS, '[t1]\naction = nowhere\n']], 'bans.config_jail_skipped', 2],
      ['a section twice', [[OURS, '[t1]\nmaxretry = 2\n[t1]\nbantime = 5\n']], 'bans.config_double_section', 3],
      ['an option twice', [[OURS, '[t1]\nmaxretry = 2\nmaxretry = 3\n']], 'bans.config_double_option', 3],
      ['no section', [[OURS, 'maxretry = 2\n']], 'bans.config_no_section', 1],
      ['a reference to nothing', [[OURS, '[t1]\nmaxretry = %(nothing)s\n']], 'bans.config_interpolation', 2],
      ['a jail without a regex', [[OURS, '[t1]\nfailregex =\nfilter =\n']], 'bans.config_no_regex', null],
      ['a jail without an action', [[OURS, '[t1]\naction =\n']], 'bans.config_no_action', null],
      ['a jail without a log', [[OURS, '[t1]\nlogpath = /nowhere/at/all.log\n']], 'bans.config_no_log', null],
      [
        'a filter that includes itself broken',
        [['filter.d/plain.local', '[Definition]\nfailregex = (?P<host>x\n']],
        'bans.config_bad_regex',
        2,
      ],
      [
        'a server that keeps nothing',
        [['fail2ban.d/zz.local', "[Definition]\ndbpurgeage = len('a')\n"]],
        'bans.config_server_bad_value',
        null,
      ],
    ];
    test.each(
      transport === 'local'
        ? refused
        : refused.filter(([, , code]) => code === 'bans.config_bad_regex' || code === 'bans.config_jail_skipped'),
    )(
      '%s is refused before anything is written',
      async (_what, drafts, code, line) => {
        for (const [path, content] of drafts) await draft(path, content);
        const checked = await checkDrafts(hostId);
        expect(checked).toMatchObject({ ok: true, value: { mayApply: false } });
        const problems = checked.ok ? checked.value.problems : [];
        expect(
          problems.find((problem) => problem.code === code),
          JSON.stringify(problems),
        ).toMatchObject({ severity: 'error', ...(line === null ? {} : { path: drafts[0]?.[0], line }) });
        expect(await apply()).toMatchObject({ ok: false, code: 'bans.config_faulty' });
      },
      60_000,
    );

    test('what is applied runs, keeps every other byte, and is one version however often it is asked for', async () => {
      const option = { hostId, jail: 't1', option: 'bantime', value: '2h' };
      expect(await setJailOption(TESTER, option)).toMatchObject({
        ok: true,
        value: { content: `${KEPT}\r\n\r\n[t1] ; added by Caretaker\r\nbantime = 2h` },
      });
      const draftsHash = hashOfDrafts(await listDrafts(db, hostId));
      const [first, second] = [
        await applyDrafts(TESTER, { hostId, draftsHash, note: 'longer' }),
        await applyDrafts(TESTER, { hostId, draftsHash, note: 'again' }),
      ];
      expect(first.ok && (await findVersion(db, hostId, first.value))).toMatchObject({
        state: 'applied',
        note: 'longer',
        problem: null,
        paths: [OURS],
      });
      expect(second).toEqual(first);
      expect((await server.client('get', 't1', 'bantime')).stdout.trim()).toBe('7200');
      expect(readFileSync(join(server.configFolder, OURS), 'utf8')).toBe(`${KEPT}\r\n\r\n[t1] ; added by Caretaker\r\nbantime = 2h`);
      expect(await listDrafts(db, hostId)).toEqual([]);
      const id = first.ok ? first.value : '';
      const undone = await restoreVersion(TESTER, { hostId, id, note: 'no', side: 'before' });
      expect(undone.ok && (await findVersion(db, hostId, undone.value))).toMatchObject({ state: 'applied', restoresId: id });
      expect(await findVersion(db, hostId, id)).toMatchObject({ state: 'restored' });
      expect(await state()).toEqual(calm);
    }, 60_000);

    test.each([
      ['a backend that only the server refuses', '[t2]\nbackend = nonsense\n'],
      ['an encoding that only the server refuses', '[t1]\nlogencoding = nonsense\n'],
    ])(
      '%s takes all jails away, and all of it comes back',
      async (_what, content) => {
        await draft('jail.d/zz-more.local', content);
        const applied = await apply('will fail');
        expect(applied.ok && (await findVersion(db, hostId, applied.value))).toMatchObject({
          state: 'rolled_back',
          problem: { code: 'bans.config_reload_failed' },
        });
        expect(existsSync(join(server.configFolder, 'jail.d/zz-more.local'))).toBe(false);
        expect(await state()).toEqual(calm);
      },
      60_000,
    );

    test('a draft of a file that has changed since is refused, and the file stays as the other hand left it', async () => {
      await draft('jail.d/other.local', '[t1]\nmaxretry = 9\n');
      const place = join(server.configFolder, 'jail.d/other.local');
      writeFileSync(place, '[t1]\nmaxretry = 8\n');
      expect(await apply()).toMatchObject({ ok: false, code: 'bans.config_stale_draft' });
      expect(readFileSync(place, 'utf8')).toBe('[t1]\nmaxretry = 8\n');
      rmSync(place);
    }, 30_000);

    if (transport === 'ssh') return;

    test('a console that is killed in the middle of an apply leaves nothing behind', async () => {
      await draft(OURS, '[t1]\nmaxretry = 1\n');
      const draftsHash = hashOfDrafts(await listDrafts(db, hostId));
      const script = new URL('./apply-in-a-process.ts', import.meta.url).pathname;
      const child = spawn(process.execPath, [script, url, hostId, draftsHash], { stdio: ['ignore', 'ignore', 'inherit'] });
      const text = () => readFileSync(join(server.configFolder, OURS), 'utf8');
      await vi.waitFor(() => expect(text()).not.toBe(KEPT), { timeout: 30_000, interval: 5 });
      child.kill('SIGKILL');
      await once(child, 'exit');
      const left = await db
        .selectFrom('bans.config_versions')
        .select(['id', 'state'])
        .where('host_id', '=', hostId)
        .where('state', '=', 'checking')
        .execute();
      expect(left).toHaveLength(1);
      expect(await apply()).toMatchObject({ ok: false });
      house.clock.forward(60);
      expect(await createHeal(house)()).toBe(1);
      expect(await findVersion(db, hostId, left[0]?.id ?? '')).toMatchObject({
        state: 'rolled_back',
        problem: { code: 'bans.config_interrupted' },
      });
      expect(text()).toBe(KEPT);
      expect(await state()).toEqual(calm);
    }, 90_000);

    test('nothing leaves the folder, nothing large or binary comes in, nothing of the distribution is written', async () => {
      const save = (path: string, content: string) => saveDraft(TESTER, { hostId, path, content, basedOn: null });
      for (const path of [
        '../x.local',
        '/etc/x.local',
        'jail.d/../../x.local',
        'x/y.local',
        'jail.d/.x.local',
        'jail.d/x\n.local',
        'jail.d/x.sh',
        '',
      ]) {
        expect(await save(path, '[a]\n'), path).toMatchObject({ ok: false, code: 'bans.config_bad_path' });
      }
      expect(await save('jail.conf', '[a]\n')).toMatchObject({ ok: false, code: 'bans.config_not_ours' });
      expect(await save('action.d/smtp.py', 'x')).toMatchObject({ ok: false, code: 'bans.config_not_ours' });
      expect(await save('jail.local', `#${'x'.repeat(512 * 1024)}`)).toMatchObject({ ok: false, code: 'bans.config_too_large' });
      expect(await save('jail.local', '[a]\nb = \0')).toMatchObject({ ok: false, code: 'bans.config_not_text' });
      const outside = join(server.folder, 'outside.local');
      writeFileSync(outside, 'secret');
      symlinkSync(outside, join(server.configFolder, 'jail.d/link.local'));
      expect(await createReadFile(house)(hostId, 'jail.d/link.local')).toMatchObject({ ok: false, code: 'bans.config_leads_out' });
      rmSync(join(server.configFolder, 'jail.d/link.local'));
    }, 30_000);

    test('files and the place of every option are shown', async () => {
      const listed = await createListFiles(house)(hostId);
      expect(listed.ok && listed.value.files.find(({ path }) => path === OURS)).toMatchObject({
        kind: 'jail',
        mayWrite: true,
        exists: true,
        sizeBytes: KEPT.length,
      });
      const read = await createReadEffective(house)(hostId, 'jail', 't2');
      const options = read.ok ? (read.value.jails[0]?.options ?? []) : [];
      expect(options.find(({ option }) => option === 'findtime')).toMatchObject({ value: '11m', setBy: { path: OURS, line: 7 } });
      expect(options.find(({ option }) => option === 'maxretry')).toMatchObject({
        setBy: { path: 'jail.local', section: 't2' },
        hidden: [{ path: OURS, line: 3, value: '4' }, { path: 'jail.conf' }],
      });
    }, 30_000);
  });
}
