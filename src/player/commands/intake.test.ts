import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AckMessage } from '../../modules/screens/contract/wire/command.ts';
import { runHelper } from './helper.ts';
import { createIntake } from './intake.ts';
import { type Known, knownCommands } from './known.ts';
import { failed, type Outcome } from './outcome.ts';

const UUID = '5f0c2a5e-7a51-4d0e-9c0b-6a1f0f3e2d11';
const NOW = Temporal.Instant.from('2026-11-21T08:00:00Z');

/** A player whose disk is a variable: what is written survives its "reboot". */
function desk(disk: Known[] | null = null) {
  let now = NOW;
  let isFull = false;
  let isAway = false;
  const sent: AckMessage[] = [];
  const done: string[] = [];
  let outcome: () => Promise<Outcome> = async () => ({ ok: true });
  const written = { value: disk };
  const file = {
    read: () => written.value,
    write(value: Known[]) {
      if (isFull) throw new Error('no space left on device');
      written.value = structuredClone(value);
    },
  };
  const boot = () =>
    createIntake({
      ...{ uuid: UUID, now: () => now, known: knownCommands(file, () => now), warn: () => {} },
      async send(ack) {
        if (isAway) throw new Error('the broker is away');
        sent.push(ack);
      },
      async act({ command_id }) {
        done.push(command_id);
        return outcome();
      },
    });
  return {
    ...{ boot, sent, done },
    told: () => sent.map(({ status, error_code }) => (error_code === null ? status : `${status} ${error_code}`)),
    at: (seconds: number) => {
      now = NOW.add({ seconds });
    },
    fill: () => {
      isFull = true;
    },
    away: (is: boolean) => {
      isAway = is;
    },
    outcome: (next: () => Promise<Outcome>) => {
      outcome = next;
    },
  };
}

const command = (more: Readonly<Record<string, unknown>> = {}) => ({
  ...{ schema_version: '1.0', command_id: crypto.randomUUID(), client_uuid: UUID, action: 'restart_app' },
  ...{ issued_at: '2026-11-21T08:00:00Z', expires_at: '2026-11-21T08:04:00Z', requested_by: 1, reason: null, ...more },
});
const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

describe('a command', () => {
  test('is taken up, begun and completed, in this order', async () => {
    const { boot, told } = desk();
    await boot().take(bytes(command()));
    expect(told()).toEqual(['accepted', 'execution_started', 'completed']);
  });

  test('is done once, however often it comes and the player starts', async () => {
    const { boot, told, done } = desk();
    const one = command();
    const player = boot();
    await player.take(bytes(one));
    await player.take(bytes(one));
    await boot().take(bytes(one));
    expect(done).toHaveLength(1);
    expect(told().slice(3)).toEqual(['failed duplicate_command', 'failed duplicate_command']);
  });

  test('is forgotten after a day', async () => {
    const { boot, done, at } = desk();
    const one = command({ expires_at: '2026-11-23T08:04:00Z' });
    const player = boot();
    await player.take(bytes(one));
    at(25 * 3_600);
    await player.take(bytes(command({ expires_at: '2026-11-23T08:04:00Z' })));
    await player.take(bytes(one));
    expect(done).toHaveLength(3);
  });

  test.each([
    ['that has expired', command({ expires_at: '2026-11-21T07:59:59Z', issued_at: '2026-11-21T07:55:00Z' }), ['failed stale_command']],
    ['for another player', command({ client_uuid: crypto.randomUUID() }), ['failed invalid_schema']],
    ['with one key more', command({ extra: true }), ['failed invalid_schema']],
    ['with an action of its own', command({ action: 'rm' }), ['failed invalid_schema']],
    ['that lacks something', { ...command(), action: undefined }, ['failed missing_field']],
    ['without an id', { action: 'reboot_host' }, []],
    ['that is no JSON', 'reboot!', []],
  ])('%s is not done', async (_what, payload, expected) => {
    const { boot, told, done } = desk();
    await boot().take(bytes(payload));
    expect(told()).toEqual(expected);
    expect(done).toEqual([]);
  });

  test('that cannot be written down is not done', async () => {
    const { boot, told, done, fill } = desk();
    fill();
    await boot().take(bytes(command()));
    expect(told()).toEqual(['failed internal_error']);
    expect(done).toEqual([]);
  });

  test('that ends the player is completed by the next start, and not done again', async () => {
    const { boot, told, done, outcome } = desk();
    outcome(() => new Promise(() => {}));
    void boot().take(bytes(command({ action: 'reboot_host' })));
    await expect.poll(() => done).toHaveLength(1);
    await boot().resume();
    expect(told()).toEqual(['accepted', 'execution_started', 'completed']);
    expect(done).toHaveLength(1);
  });

  test('is told of when the broker is back, in order; once it has expired nobody is told any more', async () => {
    const { boot, told, away, at } = desk();
    const player = boot();
    away(true);
    await player.take(bytes(command()));
    expect(told()).toEqual([]);
    away(false);
    await player.tell();
    expect(told()).toEqual(['accepted', 'execution_started', 'completed']);
    away(true);
    await player.take(bytes(command()));
    away(false);
    at(241);
    await player.tell();
    expect(told()).toHaveLength(3);
  });

  test('is told of to its end, though an older word was still on its way to the broker', async () => {
    const sent: string[] = [];
    let isAway = false;
    const slow: (() => void)[] = [];
    const kept: { value: Known[] | null } = { value: null };
    const file = {
      read: () => kept.value,
      write(value: Known[]) {
        kept.value = structuredClone(value);
      },
    };
    const player = createIntake({
      ...{ uuid: UUID, now: () => NOW, known: knownCommands(file, () => NOW), warn: () => {}, act: async () => ({ ok: true }) },
      async send({ status }) {
        if (isAway) throw new Error('the broker is away');
        sent.push(status);
        if (status === 'accepted') await new Promise<void>((resolve) => void slow.push(resolve));
      },
    });
    const taken = player.take(bytes(command()));
    // Connected anew meanwhile: all that the broker may not have is told again.
    const told = player.tell();
    expect(sent).toEqual(['accepted', 'accepted']);
    isAway = true;
    slow[0]?.();
    await taken;
    slow[1]?.();
    await told;
    isAway = false;
    await player.tell();
    expect(sent).toEqual(['accepted', 'accepted', 'execution_started', 'completed']);
  });

  test('that fails says why', async () => {
    const { boot, sent, outcome } = desk();
    outcome(async () => failed('execution_failed', 'the disk is on fire'));
    await boot().take(bytes(command()));
    expect(sent.at(-1)).toMatchObject({ status: 'failed', error_code: 'execution_failed', error_message: 'the disk is on fire' });
  });
});

describe('the helper', () => {
  test('that hangs is ended with all its children', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'caretaker-helper-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const program = join(folder, 'helper.sh');
    writeFileSync(program, `#!/bin/sh\nsleep 600 &\necho $! > ${folder}/child\nwait\n`, { mode: 0o755 });
    expect(await runHelper(program, 'reboot_host', 500)).toMatchObject({ ok: false, code: 'execution_timeout' });
    const child = Number(readFileSync(join(folder, 'child'), 'utf8'));
    await expect.poll(() => isAlive(child)).toBe(false);
  });

  test('that is not there may not be run', async () => {
    expect(await runHelper('/nonexistent/helper', 'reboot_host')).toMatchObject({ ok: false, code: 'permission_denied_local' });
  });
});

/** A zombie is none: nobody here may have waited for it yet. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
