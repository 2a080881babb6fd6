import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandMessage } from '../modules/screens/contract/wire/command.ts';
import type { CaptureType } from '../modules/screens/contract/wire/picture.ts';
import { DiscoveryAck, type HardwareClaims } from '../modules/screens/contract/wire/telemetry.ts';
import type { Clock } from '../shared/time.ts';
import type { Account } from './account.ts';
import { runHelper } from './commands/helper.ts';
import { createIntake } from './commands/intake.ts';
import { KnownCommands, knownCommands } from './commands/known.ts';
import { failed, type Outcome } from './commands/outcome.ts';
import type { Display } from './display/display.ts';
import { HeardOnDisk, keepHeard } from './heard.ts';
import { type Link, type Message, openLink } from './link/link.ts';
import { createServerClock } from './link/server-clock.ts';
import { groupTopics, ownTopics, topicOf } from './link/topics.ts';
import { keepPlays, PlaysOnDisk } from './plays.ts';
import { type Driver, readIntent, switchTo } from './power/power.ts';
import type { Files } from './programme/files.ts';
import { filesOf, idOf, type Programme, programmeAt } from './programme/programme.ts';
import { jsonFile } from './state/json-file.ts';
import { dashboardOf, healthOf, heartbeatOf } from './telemetry.ts';

export interface Rhythm {
  readonly heartbeatSeconds: number;
  readonly healthSeconds: number;
  readonly screenshotSeconds: number;
  /** How long a reboot of a dry run is silent. */
  readonly dryRebootSeconds: number;
}

/** As the wire contract wants it. */
export const RHYTHM: Rhythm = { heartbeatSeconds: 65, healthSeconds: 5, screenshotSeconds: 60, dryRebootSeconds: 15 };

export interface AgentParts {
  readonly uuid: string;
  readonly account: Account;
  /** The state folder. */
  readonly folder: string;
  /** What this computer says of itself. */
  hardware(): HardwareClaims;
  readonly display: Display;
  readonly files: Files;
  readonly driver: Driver;
  /** The helper program; null: a dry run, in which nothing is done to the host. */
  readonly helper: string | null;
  readonly clock: Clock;
  readonly rhythm?: Rhythm;
  say(message: string): void;
}

export interface Agent {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether it goes on: what a watchdog is told. */
  isWell(): boolean;
}

/** A host that was told to go down is gone by then. */
const GOING_DOWN_MS = 60_000;
/** A picture of an event is taken when it has faded in. */
const FADED_IN_MS = 3_000;
const TICK_MS = 1_000;
const DISCOVER_MS = 15 * 60_000;
const FETCH_AGAIN_MS = 60_000;
/** A console that does not say its time is of another kind: then the player's own must do. */
const UNTOLD_MS = 10_000;
/** A heartbeat is written down by then. */
const SEEN_MS = 1_000;

/** Everything at work together. */
export function createAgent(parts: AgentParts): Agent {
  const { uuid, folder, display, clock, say, rhythm = RHYTHM } = parts;
  const serverClock = createServerClock(clock);
  const heard = keepHeard(jsonFile(join(folder, 'programme.json'), HeardOnDisk));
  const plays = keepPlays(jsonFile(join(folder, 'plays.json'), PlaysOnDisk));
  const known = knownCommands(jsonFile(join(folder, 'commands.json'), KnownCommands), () => serverClock.now());
  const timers = new Set<NodeJS.Timeout>();
  let link: Link | null = null;
  let shown: Programme = { kind: 'nothing' };
  let askedAt: Temporal.Instant | null = null;
  let power: { readonly intentId: string; readonly state: 'on' | 'off' } | null = null;
  let tickedAt = performance.now();
  let fetchedFor = '';
  let isFetching = false;
  /** What has a time is judged by the console's, so that it waits until that is known. */
  const timeKnown = Promise.withResolvers<void>();

  const publish = async (name: Parameters<typeof topicOf>[0], payload: unknown, qos: 0 | 1, level?: string): Promise<void> => {
    if (link === null) throw new Error('the broker is away');
    await link.publish(topicOf(name, level === undefined ? { uuid } : { uuid, level }), JSON.stringify(payload), qos);
  };
  /** What is said again a moment later anyway. */
  const tell = (name: Parameters<typeof topicOf>[0], payload: unknown, qos: 0 | 1): void => {
    publish(name, payload, qos).catch(() => {});
  };
  const log = (level: 'error' | 'warn' | 'info', message: string): void => {
    say(`${level}: ${message}`);
    publish('logs', { timestamp: serverClock.now().toString(), message, context: {} }, level === 'info' ? 0 : 1, level).catch(() => {});
  };
  const intake = createIntake({
    ...{ uuid, known, now: () => serverClock.now(), act, warn: (message) => log('warn', message) },
    send: (ack) => publish('ack', ack, 1),
  });

  const heartbeat = (): void => tell('heartbeat', heartbeatOf(display.state()), 1);
  const health = (): void => {
    const { reconnects, lostAt } = link?.figures() ?? { reconnects: 0, lostAt: null };
    const figures = { now: serverClock.now(), expectedId: idOf(shown), display: display.state(), reconnects, lostAt };
    tell('health', healthOf({ ...figures, clockOffsetSeconds: serverClock.offsetSeconds() }), 0);
  };
  const screenshot = async (type: CaptureType): Promise<void> => {
    const picture = await display.capture();
    if (picture !== null) tell('dashboard', dashboardOf(picture, type, uuid, serverClock.now(), display.state()), 0);
  };
  const discover = (): void => {
    askedAt = clock.now();
    tell('playerDiscovery', { uuid, ...parts.hardware() }, 1);
  };

  function tick(): void {
    tickedAt = performance.now();
    const next = programmeAt(heard.current(), serverClock.now());
    if (JSON.stringify(next) !== JSON.stringify(shown)) change(next);
    const { shownId } = display.state();
    plays.seen(shownId === null || shownId !== idOf(shown) ? null : { id: shownId, programme: shown }, serverClock.now());
  }
  function change(next: Programme): void {
    const isOther = idOf(next) !== idOf(shown);
    shown = next;
    display.show(next);
    if (isOther) later(FADED_IN_MS, () => void screenshot(next.kind === 'event' ? 'event_start' : 'event_stop'));
    if (next.kind === 'interrupt') {
      tell('interruptAck', { interrupt_id: next.interrupt.interrupt_id, shown_at: serverClock.now().toString() }, 1);
    }
  }
  async function fetchFiles(): Promise<void> {
    const wanted = filesOf(heard.current());
    const key = JSON.stringify(wanted.map(({ checksum }) => checksum));
    if (isFetching || key === fetchedFor) return;
    isFetching = true;
    try {
      const missing = await parts.files.keep(wanted);
      for (const { name } of missing) log('warn', `a file cannot be fetched: ${name}`);
      fetchedFor = missing.length === 0 ? key : '';
      // The page asks for files by what it is told.
      display.show(shown);
    } finally {
      isFetching = false;
    }
  }
  async function deliverPlays(): Promise<void> {
    for (let waiting = plays.waiting(); waiting.length > 0 && link?.isConnected(); waiting = plays.waiting()) {
      await publish('plays', { plays: waiting }, 1);
      plays.delivered(waiting);
    }
  }

  async function hear({ topic, payload, isRetained }: Message): Promise<void> {
    const is = (name: Parameters<typeof topicOf>[0]): boolean => topic === topicOf(name, { uuid, group: heard.group() ?? -1 });
    if (is('commands') || is('commandsOld')) return timeKnown.promise.then(() => intake.take(payload));
    if (is('groupId')) return moveTo(new TextDecoder().decode(payload));
    if (is('discoveryAck')) return learn(payload);
    if (is('groupPowerIntent') || is('powerIntent')) return obey(payload, isRetained);
    const what = (['events', 'schedule', 'interrupt'] as const).find(is);
    if (what === undefined) return;
    if (!heard.hear(what, payload)) log('warn', `${what} cannot be read`);
    tick();
    await fetchFiles();
  }
  async function moveTo(text: string): Promise<void> {
    const next = /^\d{1,9}$/.test(text) ? Number(text) : null;
    const before = heard.group();
    if (before !== null && before !== next) await link?.unsubscribe(groupTopics(uuid, before));
    heard.moveTo(next);
    tick();
    if (next !== null) await link?.subscribe(groupTopics(uuid, next));
  }
  function learn(payload: Uint8Array): void {
    const read = DiscoveryAck.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    if (!read.success || askedAt === null) return;
    serverClock.learn(Temporal.Instant.from(read.data.server_time), askedAt, clock.now());
    askedAt = null;
    timeKnown.resolve();
    tick();
  }
  async function obey(payload: Uint8Array, isRetained: boolean): Promise<void> {
    const intent = readIntent(payload, serverClock.now());
    if (intent === null) return;
    if (!isRetained && serverClock.offsetSeconds() === null)
      serverClock.learn(Temporal.Instant.from(intent.issued_at), clock.now(), clock.now());
    if (power?.intentId === intent.intent_id && power.state === intent.desired_state) return;
    power = { intentId: intent.intent_id, state: intent.desired_state };
    const error = await switchTo(parts.driver, intent.desired_state);
    const state = { intent_id: intent.intent_id, state: error === null ? intent.desired_state : 'unknown', driver: parts.driver };
    tell('powerState', { ...state, changed_at: serverClock.now().toString(), error }, 1);
  }

  async function act({ action }: CommandMessage): Promise<Outcome> {
    if (action === 'restart_app') {
      await display.restart();
      heartbeat();
      return { ok: true };
    }
    if (parts.helper === null) return dryRun(action);
    const outcome = await runHelper(parts.helper, action);
    if (!outcome.ok) return outcome;
    await sleep(GOING_DOWN_MS);
    return failed('execution_timeout', 'the host did not go down');
  }
  /** As a host would be seen that does it. */
  async function dryRun(action: 'reboot_host' | 'shutdown_host'): Promise<Outcome> {
    say(`dry run: ${action}`);
    await goDown();
    await sleep(rhythm.dryRebootSeconds * 1_000);
    await comeUp();
    return { ok: true };
  }

  function later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
  }
  function every(ms: number, run: () => void): void {
    timers.add(setInterval(run, ms));
  }
  async function comeUp(): Promise<void> {
    await display.start();
    display.show(shown);
    display.onChange(() => {
      heartbeat();
      tick();
    });
    const opened = openLink({
      ...{ account: parts.account, clientId: parts.account.username, now: () => serverClock.now() },
      warn: (message) => say(message),
      onMessage: (message) => void hear(message).catch((error: unknown) => say(`a message was lost: ${String(error)}`)),
      onUp: () => void up(opened).catch((error: unknown) => say(`the broker: ${String(error)}`)),
      onDown: () => heard.brokerIs(false, serverClock.now()),
    });
    link = opened;
    every(TICK_MS, tick);
    every(rhythm.healthSeconds * 1_000, health);
    // Each at another moment: a house that starts at once does not speak at once.
    const jitter = 0.9 + 0.2 * Math.random();
    every(rhythm.heartbeatSeconds * jitter * 1_000, heartbeat);
    every(rhythm.screenshotSeconds * jitter * 1_000, () => void screenshot('periodic'));
    every(FETCH_AGAIN_MS, () => void fetchFiles());
    every(FETCH_AGAIN_MS, () => void deliverPlays().catch(() => {}));
    every(DISCOVER_MS, discover);
  }
  async function up(opened: Link): Promise<void> {
    heard.brokerIs(true, serverClock.now());
    await opened.subscribe(ownTopics(uuid));
    const group = heard.group();
    if (group !== null) await opened.subscribe(groupTopics(uuid, group));
    discover();
    heartbeat();
    health();
    later(UNTOLD_MS, () => timeKnown.resolve());
    await timeKnown.promise;
    // A sign of life comes before the word that a reboot is over: so it is told in the order in which it happened.
    await sleep(SEEN_MS);
    await intake.tell();
    await deliverPlays();
    await screenshot('periodic');
  }
  async function goDown(): Promise<void> {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    const closing = link;
    link = null;
    await closing?.close();
    await display.stop();
  }

  return {
    async start() {
      await comeUp();
      await fetchFiles();
      // Not awaited: without a broker the time may not be known for long.
      void timeKnown.promise.then(intake.resume).catch((error: unknown) => say(`commands: ${String(error)}`));
    },
    stop: goDown,
    // In a dry run it is silent on purpose.
    isWell: () => link === null || performance.now() - tickedAt < 10 * TICK_MS,
  };
}
