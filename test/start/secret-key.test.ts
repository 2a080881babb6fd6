import { Buffer } from 'node:buffer';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { keyNameOf } from '../../src/kernel/secrets/seal.ts';
import { withDistributionPostgres } from '../distribution-postgres.ts';
import { testNeeding } from '../needs.ts';
import { caretaker, type Exit, startedConsole, temporaryFolder } from './console-process.ts';
import { furnishedFolders } from './house.ts';

const key = (fill: number) => Buffer.alloc(32, fill);
const keyed = (fill: number) => ({ CARETAKER_SECRET_KEY: key(fill).toString('base64') });

/** What the consoles of this file are restored from is closed by this. */
const PASSPHRASE = { CARETAKER_BACKUP_PASSPHRASE: 'korrekte Pferde Batterie' };

// Each starts half a dozen processes, on two cores that others use, too.
vi.setConfig({ testTimeout: 180_000 });

let furnished: () => string;
beforeAll(async () => {
  furnished = await furnishedFolders();
});

/** Starts a console that is expected to refuse. */
const refused = (dataDir: string, env: Readonly<Record<string, string>>): Promise<Exit> => caretaker(['serve'], { dataDir, env });

test('a process whose key is not the one of the database does not start, and says how to go on', async () => {
  const dataDir = furnished();
  const first = await startedConsole({ dataDir });
  await first.signIn();
  await first.end('SIGTERM');

  const other = await refused(dataDir, keyed(9));
  expect(other.code).toBe(1);
  expect(other.stderr).toMatch(
    new RegExp(
      `^This console's stored credentials are sealed with the secret key [0-9a-f]{16}, and the one here is ${keyNameOf(key(9))}\\. Put that key in place`,
    ),
  );
  const doctor = await caretaker(['doctor'], { dataDir, env: keyed(9) });
  expect(doctor.code).toBe(1);
  expect(doctor.stdout).toMatch(
    /^FAULT {2}secret key: This console's stored credentials .*\n {9}→ Put that key in place .*caretaker adopt-key/m,
  );
  // Who seals nothing needs no key.
  expect(await caretaker(['user', 'list'], { dataDir, env: keyed(9) })).toMatchObject({ code: 0, stdout: expect.stringContaining('sam') });
  await (await startedConsole({ dataDir })).end('SIGTERM');
});

test('a key that is lost is given up on purpose: the console goes on with another one, without what was sealed', async () => {
  const dataDir = furnished();
  const first = await startedConsole({ dataDir });
  await first.signIn();
  expect(await caretaker(['adopt-key'], { dataDir, env: keyed(9) })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/is in use by process \d+/),
  });
  await first.end('SIGTERM');

  expect(await caretaker(['adopt-key'], { dataDir })).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was changed.') });
  const adopted = await caretaker(['adopt-key', '--json'], { dataDir, env: keyed(9) });
  expect(JSON.parse(adopted.stdout)).toMatchObject({ keyId: keyNameOf(key(9)), before: expect.any(String), lost: 1 });
  const next = await startedConsole({ dataDir, env: keyed(9) });
  const bearer = await next.signIn();
  const { body } = await next.ask('GET', '/api/audit?action=console.key_adopted', { bearer });
  expect(body['items']).toMatchObject([{ action: 'console.key_adopted', after: { keyId: keyNameOf(key(9)), lost: 1 } }]);
  await next.end('SIGTERM');
  expect(await refused(dataDir, {})).toMatchObject({ code: 1, stderr: expect.stringContaining(`secret key ${keyNameOf(key(9))}`) });
});

test('a console that was restored without its key waits for it, or is told to go on without', async () => {
  const file = join(temporaryFolder(), 'a.backup');
  const source = furnished();
  expect((await caretaker(['backup', file], { dataDir: source, env: PASSPHRASE })).code).toBe(0);
  const dataDir = join(temporaryFolder(), 'data');
  expect(await caretaker(['restore', file], { dataDir, env: PASSPHRASE })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/There is no secret key here yet\. Put the key with the id [0-9a-f]{16} into .* caretaker adopt-key/),
  });
  const refusal = await refused(dataDir, {});
  expect(refusal).toMatchObject({ code: 1, stderr: expect.stringContaining('and there is none here.') });
  expect(existsSync(join(dataDir, 'secret.key'))).toBe(false);

  expect((await caretaker(['adopt-key'], { dataDir })).code).toBe(0);
  expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
  const restored = await startedConsole({ dataDir });
  const { body } = await restored.ask('GET', '/api/held', { bearer: await restored.signIn() });
  expect(body).toMatchObject({ held: { since: expect.any(String) } });
});

testNeeding('postgresql', 'of two first starts with two keys one console comes to be', () =>
  withDistributionPostgres(async ({ url }) => {
    const start = (fill: number) =>
      startedConsole({ dataDir: join(temporaryFolder(), 'data'), env: { CARETAKER_DATABASE_URL: url, ...keyed(fill) } });
    const both = await Promise.allSettled([start(7), start(9)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(String(both.find((one) => one.status === 'rejected')?.reason)).toContain('all processes of one console share it');
  }),
);
