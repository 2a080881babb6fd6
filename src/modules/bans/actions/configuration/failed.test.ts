import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeNeeding } from '../../../../../test/needs.ts';
import { createAssets } from '../../../../kernel/assets/create-assets.ts';
import { createFindings } from '../../../../kernel/findings/create-findings.ts';
import { createLog } from '../../../../kernel/log/log.ts';
import { testDatabase } from '../../../../kernel/testing/database.ts';
import { newId } from '../../../../shared/ids.ts';
import { findVersion, insertVersion } from '../../store/config-versions.ts';
import { nowhere } from '../../testing/archive.ts';
import { configurationHouse, TESTER } from '../../testing/configuration.ts';
import { startFail2ban, type TestFail2ban } from '../../testing/fail2ban.ts';
import { lookAt } from '../hosts/look.ts';
import { newMemory } from '../hosts/look-parts.ts';
import { HOST_RULES } from '../hosts/rules.ts';
import { dump } from './dump.ts';
import { createHeal } from './heal.ts';
import { createRestoreVersion } from './restore.ts';

const PATH = 'jail.d/zz-caretaker.local';
const BEFORE = '[t1]\nmaxretry = 4\n';
const AFTER = '[t1]\nmaxretry = 6\n';

describeNeeding(['fail2ban'], 'a change that could be neither applied nor taken back', () => {
  let server: TestFail2ban;
  let hostId = '';
  let house: ReturnType<typeof configurationHouse>;
  let database: Awaited<ReturnType<typeof testDatabase>>;

  beforeAll(async () => {
    database = await testDatabase();
    house = configurationHouse(database.db, database.url);
    server = await startFail2ban({
      jails: [{ name: 't1', filter: 'sshd' }],
      prepare: (folder) => writeFileSync(join(folder, PATH), BEFORE),
    });
    hostId = await house.addHost('web01', server);
    await look();
    return () => server.stop();
  }, 60_000);
  afterAll(() => house.reach.close());

  const place = () => join(server.configFolder, PATH);
  const look = () => {
    const findings = createFindings({ rules: HOST_RULES.map((rule) => ({ module: 'bans', rule })) });
    const log = createLog({ level: 'silent', format: 'json' });
    return lookAt({ ...house, log, assets: createAssets({ findings }), placeOf: nowhere }, hostId, newMemory());
  };
  const found = async () => {
    const rows = await database.db
      .selectFrom('kernel.findings')
      .select(['severity', 'params'])
      .where('rule', '=', 'configuration-failed')
      .where('closed_at', 'is', null)
      .execute();
    return rows.map(({ severity, params }) => [severity, params['words']]);
  };

  /** A console died after it had written the file; then another hand wrote it, too. */
  async function fail(): Promise<string> {
    const streamBefore = await house.reach.reach(hostId, 'observe', (host, row) => dump(host, row));
    if (!streamBefore.ok) throw new Error(streamBefore.code);
    const id = newId<'config-version'>(house.clock.now());
    await house.transact(TESTER, ({ tx, now }) =>
      insertVersion(tx, {
        ...{ id, hostId, at: now, byUserId: null, note: '', draftsHash: id, restoresId: null, runningBefore: [], jailsAfter: ['t1'] },
        ...{ streamBefore: streamBefore.value.commands, streamAfter: [], worker: crypto.randomUUID(), workedUntil: now },
        files: [{ path: PATH, before: Buffer.from(BEFORE), after: Buffer.from(AFTER) }],
      }),
    );
    writeFileSync(place(), '[t1]\nmaxretry = 9\n');
    house.clock.forward(1);
    expect(await createHeal(house)()).toBe(1);
    expect(await findVersion(database.db, hostId, id)).toMatchObject({ state: 'failed', problem: { code: 'bans.config_rollback_failed' } });
    return id;
  }

  test('is found at once, names what is in the way, and is over when somebody has put the host right there', async () => {
    await fail();
    expect(await found()).toEqual([['critical', PATH]]);
    await look();
    expect(await found()).toHaveLength(1);
    // The file alone is not enough: fail2ban still runs the other one.
    writeFileSync(place(), BEFORE);
    await look();
    expect(await found()).toHaveLength(1);
    await server.client('reload');
    await look();
    expect(await found()).toEqual([]);
    const told = await database.db
      .selectFrom('kernel.audit')
      .select('actor_name')
      .where('action', '=', 'bans.config_known_again')
      .execute();
    expect(told).toEqual([{ actor_name: 'bans: configuration' }]);
  }, 60_000);

  test('is over when a version is restored', async () => {
    const id = await fail();
    expect(await found()).toHaveLength(1);
    const restored = await createRestoreVersion(house)(TESTER, { hostId, id, note: 'back', side: 'before' });
    expect(restored.ok && (await findVersion(database.db, hostId, restored.value))).toMatchObject({ state: 'applied' });
    expect(readFileSync(place(), 'utf8')).toBe(BEFORE);
    expect(await found()).toEqual([]);
  }, 60_000);
});
