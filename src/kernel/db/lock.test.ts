import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isFolderInUse, lockFolder } from './lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'caretaker-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A process that takes the lock, says so in one line, and holds it until its standard input ends. */
function holderOf(dataDir: string): ChildProcess {
  const script = `
    import { lockFolder } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)};
    try { lockFolder(${JSON.stringify(dataDir)}); console.log('held'); } catch (error) { console.log(error.message); }
    process.stdin.resume().on('end', () => process.exit());`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function answerOf(child: ChildProcess): Promise<string> {
  const [line] = await once(child.stdout ?? expect.fail(), 'data');
  return String(line).trim();
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

test('the second process gets a sentence that names the first, and the first keeps the folder', async () => {
  const dataDir = join(folder, 'second');
  const first = holderOf(dataDir);
  expect(await answerOf(first)).toBe('held');
  expect(() => lockFolder(dataDir)).toThrow(`The data folder ${dataDir} is in use by process ${first.pid}.`);
  expect(isFolderInUse(dataDir)).toBe(true);
  first.stdin?.end();
  await ended(first);
  expect(isFolderInUse(dataDir)).toBe(false);
});

test('after kill -9 the folder is free, and of four that then start at once exactly one gets it', async () => {
  const dataDir = join(folder, 'race');
  const killed = holderOf(dataDir);
  await answerOf(killed);
  killed.kill('SIGKILL');
  await ended(killed);
  const rivals = Array.from({ length: 4 }, () => holderOf(dataDir));
  const answers = await Promise.all(rivals.map(answerOf));
  expect(answers.filter((answer) => answer === 'held')).toHaveLength(1);
  expect(answers.filter((answer) => answer.includes('is in use by process'))).toHaveLength(3);
  for (const rival of rivals) rival.stdin?.end();
  await Promise.all(rivals.map(ended));
});

test('a released folder can be taken again by the same process', () => {
  const dataDir = join(folder, 'again');
  lockFolder(dataDir).release();
  lockFolder(dataDir).release();
});

test('a folder that cannot be made is a sentence', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => lockFolder(join(folder, 'file', 'data'))).toThrow(/^The data folder .* cannot be made: .*CARETAKER_DATA_DIR\.$/);
});
