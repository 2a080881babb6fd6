import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CommandState, newCommand } from './command.ts';
import { dueAt } from './limits.ts';
import { type CommandEvent, canCancel, onEvent } from './next.ts';
import { ACK_STATUSES, COMMAND_ACTIONS, COMMAND_STEPS, type CommandAction, type CommandStep, isEnd, isStep } from './states.ts';

const START = Temporal.Instant.from('2026-12-01T08:00:00Z');
const at = (seconds: number): Temporal.Instant => START.add({ milliseconds: Math.round(seconds * 1_000) });
const LIFE = Temporal.Duration.from({ seconds: 240 });

const issued = (action: CommandAction, more: { isColdBoot?: boolean; pidBefore?: number | null } = {}): CommandState =>
  newCommand({ action, pidBefore: 41, isColdBoot: false, life: LIFE, ...more }, START);

const ack = (status: (typeof ACK_STATUSES)[number]): CommandEvent => ({
  ...{ kind: 'ack', status },
  ...(status === 'failed' ? { errorCode: 'execution_failed', errorMessage: 'no' } : { errorCode: null, errorMessage: null }),
});
const beat = (runningPid: number | null = 41): CommandEvent => ({ kind: 'heard', isHeartbeat: true, runningPid });
const health: CommandEvent = { kind: 'heard', isHeartbeat: false, runningPid: null };
const time: CommandEvent = { kind: 'time' };

type Told = readonly (readonly [seconds: number, event: CommandEvent])[];

/** What becomes of a command when these happen, and time is looked at whenever it is due. */
function told(first: CommandState, events: Told, until = 100_000): CommandState {
  let command = first;
  const pass = (now: Temporal.Instant): void => {
    for (let due = dueAt(command); due !== null && Temporal.Instant.compare(due, now) < 0; due = dueAt(command))
      command = onEvent(command, time, due);
  };
  for (const [seconds, event] of events) {
    pass(at(seconds));
    command = onEvent(command, event, at(seconds));
  }
  pass(at(until));
  return command;
}

const SENT: Told = [
  [0, { kind: 'publishing' }],
  [0.1, { kind: 'published' }],
];
const ACCEPTED: Told = [...SENT, [1, ack('accepted')]];
const BEGUN: Told = [...ACCEPTED, [2, ack('execution_started')]];

test.each([
  ['a reboot that goes well', 'reboot_host', [...BEGUN, [40, beat(7)], [45, ack('completed')]], 'completed'],
  ['a reboot that was seen on its way', 'reboot_host', [...BEGUN, [40, beat(7)]], 'recovered', 41],
  ['a reboot without a word, 10 s after it began', 'reboot_host', BEGUN, 'awaiting_reconnect', 13],
  ['a reboot that is not silent yet', 'reboot_host', [...BEGUN, [7, health]], 'execution_started', 16],
  ['health alone is no reboot that came back', 'reboot_host', [...BEGUN, [40, health]], 'awaiting_reconnect', 41],
  ['a reboot that does not come back', 'reboot_host', BEGUN, 'timed_out', 105],
  ['a heartbeat in the cool-down', 'reboot_host', [...BEGUN, [130, beat(7)], [131, ack('completed')]], 'completed'],
  ['a heartbeat after the cool-down', 'reboot_host', [...BEGUN, [200, beat(7)], [201, ack('completed')]], 'manual_intervention_required'],
  ['a shutdown ends in silence', 'shutdown_host', [...BEGUN, [6, health]], 'completed'],
  ['a shutdown that is still heard', 'shutdown_host', [...BEGUN, ...everyFive(2, 93)], 'timed_out', 93],
  ['a program with a new pid', 'restart_app', [...ACCEPTED, [8, beat(42)]], 'completed'],
  ['a program with the old pid', 'restart_app', [...BEGUN, [8, beat(41)]], 'execution_started', 20],
  ['a new pid before it was taken up', 'restart_app', [...SENT, [1, beat(42)]], 'published', 2],
  [
    'an acknowledgement before publishing returned',
    'restart_app',
    [
      [0, { kind: 'publishing' }],
      [0.1, ack('accepted')],
      [0.2, { kind: 'published' }],
    ],
    'ack_received',
    1,
  ],
  ['a late `accepted`', 'restart_app', [...BEGUN, [3, ack('accepted')]], 'execution_started', 4],
  ['nobody takes it up', 'restart_app', SENT, 'timed_out', 21],
  ['taken up in the cool-down', 'restart_app', [...SENT, [60, ack('accepted')], [61, ack('completed')]], 'completed'],
  ['never taken up', 'restart_app', SENT, 'manual_intervention_required'],
  [
    'the broker does not take it',
    'restart_app',
    [
      [0, { kind: 'publishing' }],
      [1, { kind: 'publish_failed', reason: 'away' }],
    ],
    'failed',
  ],
  ['called back in time', 'reboot_host', [...ACCEPTED, [2, { kind: 'cancel' }]], 'canceled'],
  ['called back too late', 'reboot_host', [...BEGUN, [3, { kind: 'cancel' }]], 'execution_started', 4],
  ['refused by the player', 'reboot_host', [...SENT, [1, ack('failed')]], 'failed'],
] as const satisfies readonly (readonly [string, CommandAction, Told, string, number?])[])(
  '%s',
  (_what, action, events, status, until?: number) => {
    expect(told(issued(action), events, until).status).toBe(status);
  },
);

function everyFive(from: number, to: number): Told {
  return Array.from({ length: Math.floor((to - from) / 5) }, (_none, index) => [from + (index + 1) * 5, health] as const);
}

test('a cold boot is waited for longer', () => {
  expect(told(issued('reboot_host', { isColdBoot: true }), BEGUN, 150).status).toBe('awaiting_reconnect');
  expect(told(issued('reboot_host'), BEGUN, 150).status).toBe('timed_out');
});

test('a command that nobody has taken up when its life ends has expired, also in a cool-down', () => {
  const brief = newCommand(
    { action: 'restart_app', pidBefore: null, isColdBoot: false, life: Temporal.Duration.from({ seconds: 30 }) },
    START,
  );
  const ended = told(brief, SENT);
  expect(ended).toMatchObject({ status: 'expired', errorCode: 'expired', failedAt: at(30) });
});

test('only a person ends what needs one', () => {
  const stuck = told(issued('reboot_host'), BEGUN);
  expect(stuck.status).toBe('manual_intervention_required');
  expect(onEvent(stuck, ack('completed'), at(500))).toBe(stuck);
  const closed = onEvent(stuck, { kind: 'closed', outcome: 'completed' }, at(600));
  expect(closed).toMatchObject({ status: 'completed', completedAt: at(600) });
  expect(onEvent(issued('reboot_host'), { kind: 'closed', outcome: 'failed' }, at(1)).status).toBe('queued');
});

const anyEvent: fc.Arbitrary<CommandEvent> = fc.oneof(
  fc.constantFrom<CommandEvent>(
    { kind: 'publishing' },
    { kind: 'published' },
    { kind: 'cancel' },
    { kind: 'publish_failed', reason: 'away' },
  ),
  fc.constantFrom(...ACK_STATUSES.map(ack)),
  fc.record({ kind: fc.constant('heard'), isHeartbeat: fc.boolean(), runningPid: fc.constantFrom(null, 41, 42) }),
);
const anyStory = fc
  .array(fc.tuple(fc.double({ min: 0, max: 400, noNaN: true }), anyEvent), { maxLength: 14 })
  .map((events) => events.toSorted(([a], [b]) => a - b));
const anyCommand = fc
  .record({ action: fc.constantFrom(...COMMAND_ACTIONS), isColdBoot: fc.boolean(), pidBefore: fc.constantFrom(null, 41) })
  .map(({ action, ...more }) => issued(action, more));

const placeOf = ({ status, timedOutAt }: CommandState): number =>
  isStep(status) ? COMMAND_STEPS.indexOf(status) : timedOutAt === null ? COMMAND_STEPS.length : COMMAND_STEPS.indexOf(timedOutAt);

test('whatever happens in whatever order: never backwards, never out of an end, times stay, and time alone brings an end', () => {
  fc.assert(
    fc.property(anyCommand, anyStory, (first, events) => {
      let before = first;
      const step = (event: CommandEvent, now: Temporal.Instant): void => {
        const after = onEvent(before, event, now);
        if (isEnd(before.status)) expect(after).toBe(before);
        expect(placeOf(after)).toBeGreaterThanOrEqual(placeOf(before));
        for (const name of ['publishedAt', 'ackedAt', 'executionStartedAt', 'completedAt', 'failedAt'] as const)
          if (before[name] !== null) expect(after[name]).toEqual(before[name]);
        before = after;
      };
      for (const [seconds, event] of events) {
        const now = at(seconds);
        for (let due = dueAt(before); due !== null && Temporal.Instant.compare(due, now) < 0; due = dueAt(before)) step(time, due);
        step(event, now);
      }
      let looks = 0;
      for (let due = dueAt(before); due !== null; due = dueAt(before)) {
        expect(onEvent(before, time, due.subtract({ milliseconds: 1 }))).toBe(before);
        const same = before;
        step(time, due);
        expect(before).not.toBe(same);
        looks += 1;
        expect(looks).toBeLessThan(10);
      }
      expect(isEnd(before.status)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('what is shown as completed or failed says when', () => {
  fc.assert(
    fc.property(anyCommand, anyStory, (first, events) => {
      const ended = told(first, events);
      expect(ended.completedAt !== null).toBe(ended.status === 'completed');
      expect(ended.failedAt !== null).toBe(['failed', 'expired', 'manual_intervention_required'].includes(ended.status));
    }),
  );
});

test('steps that cannot be called back are those after the beginning', () => {
  const at41 = (events: Told): CommandState => told(issued('reboot_host'), events, 2.5);
  expect([SENT, ACCEPTED, BEGUN].map((events) => canCancel(at41(events)))).toEqual([true, true, false] satisfies boolean[]);
  expect(COMMAND_STEPS satisfies readonly CommandStep[]).toContain('queued');
});
