import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Answer, everyItem } from './connection.ts';
import { isRoot, type RunningProcess, startedConsole, temporaryFolder } from './console-process.ts';

// A name space of its own for mounts wants the same right as a mount.
const mayMount = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0;
// Under CI a root that may not mount fails the test: there the machine is one that we chose.
const withDisk = mayMount || (isRoot && process.env['CI'] === 'true') ? test : test.skip;
const leftOut = mayMount ? '' : ' (left out: no file system can be mounted here)';

/** 160 MB that are nobody else's, until the test has ended. */
function smallDisk(): string {
  const folder = temporaryFolder();
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=160m,mode=0711', 'tmpfs', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  onTestFinished(() => void spawnSync('umount', ['--lazy', folder]));
  return folder;
}

withDisk.each([
  ['for its tables', 0.25],
  // A new segment of the write-ahead log wants 16 MB, and without one the whole database ends.
  ['for its log', 14],
])(
  `a disk without room %s: 503 with a sentence, nothing half written, and with room again all is well${leftOut}`,
  async (_what, roomMb) => {
    const disk = smallDisk();
    const console = await startedConsole({ dataDir: join(disk, 'data') });
    await console.setUp(console.setupToken);
    const bearer = await console.signIn();
    const filler = join(disk, 'filler');
    fill(filler, roomMb);
    const answers = await addUntilRefused(console, bearer);
    for (const { status, body } of answers.filter((answer) => answer.status !== 201)) {
      expect({ status, body }).toMatchObject({
        status: 503,
        body: { code: expect.stringMatching(CODES), title: expect.stringMatching(/\.$/) },
      });
    }
    expect((await console.ask('GET', '/healthz')).status).toBe(200);

    rmSync(filler);
    const again = async () => (await add(console, bearer, 'afterwards')).status;
    await expect.poll(again, { timeout: 40_000, interval: 250 }).toBe(201);
    await expect.poll(async () => (await console.ask('GET', '/readiness')).body['status'], { timeout: 10_000 }).toBe('ready');
    const made = answers.filter(({ status }) => status === 201).length;
    const all = await everyItem(console, '/api/servers', bearer);
    // What ended with the database itself may have been done a moment before its answer: then it is whole.
    expect(all.length).toBeGreaterThanOrEqual(made + 1);
    expect(all.length).toBeLessThanOrEqual(answers.length + 1);
    expect(all.filter(({ responsibles }) => !Array.isArray(responsibles) || responsibles.length !== 1)).toEqual([]);
    expect(console.said()).not.toContain('a request failed unexpectedly');
  },
  90_000,
);

/** A file that takes what is left, but for so much. */
function fill(path: string, roomMb: number): void {
  const { bavail, bsize } = statfsSync(join(path, '..'));
  const file = openSync(path, 'w');
  const block = Buffer.alloc(1_048_576);
  for (let left = Number(bavail) * Number(bsize) - roomMb * 1_048_576; left > 0; left -= block.length)
    writeSync(file, block, 0, Math.min(left, block.length));
  closeSync(file);
}

const CODES = /^kernel\.(?:disk_full|database_unavailable)$/;
const AT_ONCE = 8;
const LONG = 'What was agreed about this machine, at length. '.repeat(80);

const add = ({ ask }: RunningProcess, bearer: string, name: string): Promise<Answer> =>
  ask('POST', '/api/servers', { bearer, body: { name, hostname: 'h', description: LONG } });

/** Adds servers with long descriptions, some at a time, until one is not taken; that it happens is the point. */
async function addUntilRefused(console: RunningProcess, bearer: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  while (answers.length < 20_000) {
    const names = Array.from({ length: AT_ONCE }, (_none, number) => `srv${answers.length + number}`);
    answers.push(...(await Promise.all(names.map((name) => add(console, bearer, name)))));
    if (answers.some(({ status }) => status !== 201)) return answers;
  }
  return expect.fail('the disk did not become full');
}
