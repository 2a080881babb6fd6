import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, describe, expect, onTestFinished } from 'vitest';
import { testNeeding } from '../../../../../test/needs.ts';
import { startFail2ban, type TestFail2ban } from '../../testing/fail2ban.ts';
import { createFail2ban, type Fail2ban, type Fail2banOptions } from './fail2ban.ts';
import { TERMINATOR } from './frame.ts';
import { pickle } from './pickle/encode.ts';
import { unixSocket } from './unix-socket.ts';

/** One server for those tests that leave it as it is; each of the others starts its own. */
let shared: Promise<TestFail2ban> | null = null;
const ours = (): Promise<TestFail2ban> => {
  shared ??= startFail2ban({
    jails: [
      { name: 'quick', filter: 'sshd', action: 'noop', banTime: 3600 },
      { name: 'slow', filter: 'sshd', action: 'shell', banTime: 3600 },
      { name: 'growing', filter: 'sshd', action: 'noop', lines: ['bantime.increment = true'] },
    ],
  });
  return shared;
};
afterAll(async () => {
  await (await shared)?.stop();
});

async function own(): Promise<TestFail2ban> {
  const server = await startFail2ban({ jails: [{ name: 'sshd', filter: 'sshd', action: 'noop' }] });
  onTestFinished(() => server.stop());
  return server;
}

function clientOf({ socket }: TestFail2ban, options?: Fail2banOptions): Fail2ban {
  const fail2ban = createFail2ban(unixSocket(socket), options);
  onTestFinished(() => fail2ban.close());
  return fail2ban;
}

const addresses = (count: number, first = 10): string[] =>
  Array.from({ length: count }, (_, index) => `${first}.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);

describe('the mark that ends commands, in a text', () => {
  testNeeding('fail2ban', 'would make the server run what stands behind it', async () => {
    const { socket } = await ours();
    // What our client would send if it did not refuse: the argument's own text ends the first command too early.
    const bytes = Buffer.concat([pickle(['echo', `x${TERMINATOR}(lVversion\na.`]), TERMINATOR]);
    const raw = connect(socket);
    onTestFinished(() => void raw.destroy());
    const replies = await new Promise<string>((resolve) => {
      let text = '';
      raw.on('data', (chunk) => {
        text += chunk.toString('latin1');
        if (text.split(TERMINATOR.toString()).length > 2) resolve(text);
      });
      raw.write(bytes);
    });
    expect(replies.split(TERMINATOR.toString())[1]).toContain((await clientOf(await ours()).version()).toString());
  });

  testNeeding('fail2ban', 'is refused before anything is sent, and nothing has happened', async () => {
    const server = await ours();
    const sent: Uint8Array[] = [];
    const fail2ban = createFail2ban(async () => {
      const socket = await unixSocket(server.socket)();
      const write = socket.write.bind(socket);
      socket.write = (bytes: Uint8Array | string) => {
        sent.push(Buffer.from(bytes));
        return write(bytes);
      };
      return socket;
    });
    onTestFinished(() => fail2ban.close());
    await fail2ban.ping();
    const before = sent.length;
    const hostile = `x${TERMINATOR}(lVstop\na.`;
    const refusal = expect.objectContaining({ kind: 'refused', outcome: 'not_done' });
    await expect(fail2ban.send(['echo', hostile])).rejects.toEqual(refusal);
    await expect(fail2ban.send(['echo', ['a', [hostile]]])).rejects.toEqual(refusal);
    await expect(fail2ban.ban('quick', ['192.0.2.1', hostile])).rejects.toEqual(refusal);
    await expect(fail2ban.unban('quick', [hostile])).rejects.toEqual(refusal);
    await expect(fail2ban.unignore('quick', hostile)).rejects.toEqual(refusal);
    await expect(fail2ban.jailStatus(hostile)).rejects.toEqual(refusal);
    await expect(fail2ban.setTime('quick', 'bantime', Number(hostile))).rejects.toEqual(refusal);
    expect(sent).toHaveLength(before);
    expect(await fail2ban.bannedIn('quick')).toEqual([]);
  });
});

testNeeding('fail2ban', 'the word for a setting of the server, in the place of a jail, would change that setting', async () => {
  const server = await own();
  const fail2ban = clientOf(server);
  const target = `${server.folder}/bantime`;
  await fail2ban.send(['set', 'logtarget', target]);
  expect(existsSync(target)).toBe(true);
  await expect(fail2ban.setTime('logtarget', 'bantime', 600)).rejects.toMatchObject({ kind: 'refused' });
});

testNeeding('fail2ban', 'a setting that the server cannot pickle is refused, and the connection goes on', async () => {
  const fail2ban = clientOf(await ours());
  await expect(fail2ban.send(['get', 'growing', 'bantime.evformula'])).rejects.toMatchObject({
    ...{ kind: 'refused', pythonClass: 'pickle', message: expect.stringContaining('pickle') },
  });
  expect((await fail2ban.settings('growing')).isIncremental).toBe(true);
});

testNeeding('fail2ban', "an action's own patterns are described, not made", async () => {
  const answer = await clientOf(await ours()).send(['get', 'quick', 'action', 'noop', '_properties']);
  if (!(answer instanceof Map)) throw new Error('no dictionary');
  expect(answer.get('ESCAPE_CRE')).toMatchObject({ kind: 'object', module: 're', name: '_compile' });
});

testNeeding('fail2ban', 'a jail may ban names, and they are listed and taken back', async () => {
  const fail2ban = clientOf(await ours());
  expect(await fail2ban.send(['set', 'growing', 'banip', 'host.example'])).toBe(1);
  expect(await fail2ban.bannedIn('growing')).toEqual(['host.example']);
  expect(await fail2ban.unban('growing', ['host.example'])).toBe(1);
});

/** Asks again and again while `work` runs: how long each answer took, and how long all of it. */
async function pingsDuring(other: Fail2ban, work: Promise<unknown>): Promise<{ readonly waits: number[]; readonly tookMs: number }> {
  const waits: number[] = [];
  const started = performance.now();
  let isDone = false;
  const watching = (async () => {
    while (!isDone) {
      const asked = performance.now();
      await other.ping();
      waits.push(performance.now() - asked);
    }
  })();
  await work;
  isDone = true;
  await watching;
  return { waits, tookMs: performance.now() - started };
}

testNeeding('fail2ban', '10,000 addresses are banned in parts, and all are there', async () => {
  const server = await ours();
  const fail2ban = clientOf(server);
  const progress: number[] = [];
  const banning = fail2ban.ban('quick', addresses(10_000), { onProgress: ({ done }) => void progress.push(done) });
  const { waits } = await pingsDuring(clientOf(server), banning);
  expect(await banning).toBe(10_000);
  expect(progress.at(-1)).toBe(10_000);
  expect(progress).toEqual(progress.toSorted((one, next) => one - next));
  expect(waits.length).toBeGreaterThan(50);
  expect(new Set(await fail2ban.bannedIn('quick'))).toEqual(new Set(addresses(10_000)));
  expect(await fail2ban.bannedWithTimes('quick')).toHaveLength(10_000);
  expect(await fail2ban.jailStatus('quick')).toMatchObject({ currentlyBanned: 10_000 });
});

testNeeding('fail2ban', 'while each ban starts a shell, others are answered in between', async () => {
  const server = await ours();
  const { waits, tookMs } = await pingsDuring(clientOf(server), clientOf(server).ban('slow', addresses(200, 11)));
  // In one command they would have had one answer, at the end of all. How long one takes is the benchmark's to say.
  expect(waits.length).toBeGreaterThan(8);
  expect(Math.max(...waits)).toBeLessThan(tookMs / 3);
});

testNeeding('fail2ban', 'a ban that is broken off stops between two commands', async () => {
  const server = await own();
  const fail2ban = clientOf(server);
  const stopping = new AbortController();
  const onProgress = ({ done }: { readonly done: number }): void => {
    if (done >= 100) stopping.abort();
  };
  await expect(fail2ban.ban('sshd', addresses(1000), { onProgress, signal: stopping.signal })).rejects.toThrow();
  const banned = (await fail2ban.bannedIn('sshd')).length;
  expect(banned).toBeGreaterThanOrEqual(100);
  expect(banned).toBeLessThan(200);
});

testNeeding('fail2ban', 'a dead socket is unreachable, and after the next start the same client goes on', async () => {
  const server = await own();
  const fail2ban = clientOf(server);
  await fail2ban.ping();
  await server.kill();
  expect(existsSync(server.socket)).toBe(true);
  await expect(fail2ban.ping()).rejects.toMatchObject({ kind: 'unreachable', permanent: false, outcome: 'not_done' });
  await server.start();
  await fail2ban.ping();
  await server.terminate();
  await expect(fail2ban.ping()).rejects.toMatchObject({ kind: 'unreachable', message: expect.stringContaining('ENOENT') });
});

testNeeding('fail2ban', 'a server that hangs is given up in time; its late answer is nobody else’s', async () => {
  const server = await own();
  const fail2ban = clientOf(server, { commandMs: 400, actionsMs: 400 });
  await fail2ban.ping();
  server.pause();
  const asked = performance.now();
  await expect(fail2ban.send(['echo', 'late'])).rejects.toMatchObject({ kind: 'timeout', permanent: false, outcome: 'unknown' });
  expect(performance.now() - asked).toBeLessThan(2000);
  server.resume();
  expect(await fail2ban.send(['echo', 'next'])).toEqual(['next']);
});

testNeeding('fail2ban', 'commands wait in line behind a slow one, and each gets its own answer', async () => {
  const fail2ban = clientOf(await ours());
  const answers = await Promise.all([
    fail2ban.send(['sleep', 1]),
    fail2ban.send(['echo', 'a']),
    fail2ban.version(),
    fail2ban.send(['echo', 'b']),
  ]);
  expect(answers).toEqual([null, ['a'], expect.stringMatching(/^\d/), ['b']]);
});

testNeeding(
  'fail2ban',
  'killed in the middle: a change is unknown, a question is asked again once the server is back',
  async () => {
    const server = await own();
    const fail2ban = clientOf(server, { connectMs: 15_000, restartMs: 15_000 });
    await fail2ban.ping();
    const change = expect(fail2ban.send(['sleep', 10])).rejects.toMatchObject({ kind: 'unreachable', outcome: 'unknown' });
    const question = expect(fail2ban.jailNames()).resolves.toEqual(['sshd']);
    // It must have arrived: what never arrived is sent again, and nothing is unknown about it.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await server.kill();
    await change;
    await server.start();
    await question;
    server.pause();
    const lost = expect(fail2ban.version()).resolves.toMatch(/^\d/);
    await server.kill();
    await server.start();
    await lost;
  },
  60_000,
);

testNeeding('fail2ban', 'many connect at the same instant, and all are served', async () => {
  const server = await own();
  const clients = Array.from({ length: 40 }, () => clientOf(server));
  expect(new Set(await Promise.all(clients.map((client) => client.version()))).size).toBe(1);
});

testNeeding('fail2ban', 'as a package of its own, by its name, in a process of its own', async () => {
  const server = await own();
  const script = `
    import { createFail2ban, unixSocket } from 'caretaker/fail2ban';
    const fail2ban = createFail2ban(unixSocket(${JSON.stringify(server.socket)}));
    await fail2ban.ban('sshd', ['198.51.100.7']);
    console.log(JSON.stringify([...(await fail2ban.allStatus())].map(([jail, { currentlyBanned }]) => [jail, currentlyBanned])));
    await fail2ban.close();
  `;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 15_000 });
  expect(JSON.parse(said)).toEqual([['sshd', 1]]);
});
