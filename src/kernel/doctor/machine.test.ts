import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockFolder } from '../db/lock.ts';
import { examineFolder } from './folder.ts';
import { examineMachine, examineNode } from './machine.ts';
import { examinePort, examinePublicUrl } from './running.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'caretaker-doctor-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const faultsOf = (dataDir: string) => examineFolder(dataDir).remarks.filter(({ state }) => state === 'fault');

test.each([
  ['26.10.0', 'sound'],
  ['30.0.0', 'sound'],
  ['20.20.2', 'fault'],
] as const)('Node %s is %s', (version, state) => {
  expect(examineNode(version).state).toBe(state);
});

test('pages that are not built are at fault, and the mend builds them', () => {
  const remarks = examineMachine({ timeZone: 'Europe/Berlin', webDir: folder() });
  expect(remarks.filter(({ state }) => state === 'fault')).toMatchObject([
    { about: 'pages', mend: expect.stringContaining('npm run build') },
  ]);
});

test('a folder that is not there is no fault, and is not made', () => {
  const above = folder();
  expect(examineFolder(join(above, 'deep/data')).remarks).toMatchObject([
    { state: 'note', sentence: expect.stringContaining('the first start makes it') },
  ]);
  expect(readdirSync(above)).toEqual([]);
});

test('secrets that others can read and a folder that others can write are at fault', () => {
  const dataDir = folder();
  writeFileSync(join(dataDir, 'secret.key'), 'x');
  chmodSync(join(dataDir, 'secret.key'), 0o644);
  expect(faultsOf(dataDir)).toMatchObject([{ mend: `Close it: chmod 600 ${join(dataDir, 'secret.key')}` }]);
  chmodSync(join(dataDir, 'secret.key'), 0o600);
  expect(faultsOf(dataDir)).toEqual([]);
  chmodSync(dataDir, 0o777);
  expect(faultsOf(dataDir)).toMatchObject([{ mend: `Close it: chmod go-w ${dataDir}` }]);
});

test('a file in place of the folder is at fault', () => {
  const dataDir = join(folder(), 'data');
  writeFileSync(dataDir, '');
  expect(faultsOf(dataDir)).toHaveLength(1);
});

test('the process that uses the folder is named; a look leaves an unused one as it is', () => {
  const dataDir = folder();
  mkdirSync(join(dataDir, 'files'));
  expect(examineFolder(dataDir).holder).toBeNull();
  expect(readdirSync(dataDir)).toEqual(['files']);
  const lock = lockFolder(dataDir);
  expect(examineFolder(dataDir).holder).toBe(String(process.pid));
  lock.release();
  expect(examineFolder(dataDir).holder).toBeNull();
});

async function listening(answer: string): Promise<{ readonly host: string; readonly port: number; readonly publicUrl: string }> {
  const server = createServer((_request, response) => response.end(answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { host: '127.0.0.1', port, publicUrl: `http://127.0.0.1:${port}` };
}

const statesOf = (remarks: readonly { readonly state: string }[]): readonly string[] => remarks.map(({ state }) => state);

test('a port that something else has is at fault; one of our consoles tells how it is', async () => {
  const stranger = await listening('hello');
  expect(await examinePort(stranger, { isRunning: false })).toMatchObject([
    { state: 'fault', sentence: expect.stringContaining('Something else listens') },
  ]);
  const checks = { database: { status: 'ok' }, broker: { status: 'failing', detail: 'It is away.' }, held: { status: 'failing' } };
  const ours = await listening(JSON.stringify({ status: 'degraded', checks }));
  expect(await examinePort(ours, { isRunning: true })).toMatchObject([
    { state: 'sound' },
    { state: 'fault', sentence: 'broker is failing: It is away.' },
  ]);
  const well = await listening(JSON.stringify({ status: 'ready', checks: {} }));
  expect(statesOf(await examinePort(well, { isRunning: true }))).toEqual(['sound', 'sound']);
});

test('a free port is sound, unless a console should listen there', async () => {
  const { host, port } = await listening('');
  const other = { host, port: port === 65_535 ? port - 1 : port + 1, publicUrl: null };
  const [free] = await examinePort(other, { isRunning: false });
  if (free?.state === 'sound') expect(statesOf(await examinePort(other, { isRunning: true }))).toEqual(['fault']);
  expect(statesOf(await examinePort({ ...other, host: '192.0.2.1' }, { isRunning: false }))).toEqual(['fault']);
});

test('the public address must lead to a console', async () => {
  const ours = await listening('{"status":"alive"}');
  expect(await examinePublicUrl(ours, { isRunning: true })).toMatchObject({ state: 'sound' });
  expect(await examinePublicUrl(await listening('{"hello":1}'), { isRunning: true })).toMatchObject({ state: 'fault' });
  expect(await examinePublicUrl({ ...ours, publicUrl: null }, { isRunning: true })).toMatchObject({ state: 'sound' });
  expect(await examinePublicUrl({ ...ours, host: '0.0.0.0', publicUrl: null }, { isRunning: true })).toMatchObject({ state: 'note' });
});
