import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CaptureType } from '../modules/screens/contract/wire/picture.ts';
import { DiscoveryAck, type HardwareClaims } from '../modules/screens/contract/wire/telemetry.ts';
import type { Clock } from '../shared/time.ts';
import type { Account } from './account.ts';
import { createAct } from './commands/acting.ts';
import { createIntake } from './commands/intake.ts';
import { KnownCommands, knownCommands } from './commands/known.ts';
import type { Display } from './display/display.ts';
import { HeardOnDisk, keepHeard } from './heard.ts';
import { type Link, type Message, openLink } from './link/link.ts';
import { createServerClock } from './link/server-clock.ts';
import { groupTopics, ownTopics, topicOf } from './link/topics.ts';
import { keepPlays, PlaysOnDisk } from './plays.ts';
import { type Driver, switchTo } from './power/power.ts';
import { createSteering } from './power/steering.ts';
import type { Files } from './programme/files.ts';
import { createTimers, RHYTHM, type Rhythm } from './rhythm.ts';
import { createShowing } from './showing.ts';
import { jsonFile } from './state/json-file.ts';
import { forgiving } from './state/kept.ts';
import { dashboardOf, healthOf, heartbeatOf } from './telemetry.ts';

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
  /** The helper program; null: this host lets itself be rebooted and shut down by nobody. */
  readonly helper: string | null;
  /** Nothing is done to the host. */
  readonly isDryRun: boolean;
  readonly clock: Clock;
  readonly rhythm?: Rhythm;
  say(message: string): void;
}

export interface Agent {
  /** Resolves when it is at work; what is to be fetched comes after that. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether it goes on: what a watchdog is told. */
  isWell(): boolean;
}

/** A picture of an event is taken when it has faded in. */
const FADED_IN_MS = 3_000;
const TICK_MS = 1_000;
const DISCOVER_MS = 15 * 60_000;
const AGAIN_MS = 60_000;
/** A console that does not say its time is of another kind: then the player's own must do. */
const UNTOLD_MS = 10_000;
/** A heartbeat is written down by then. */
const SEEN_MS = 1_000;

type Topic = Parameters<typeof topicOf>[0];

/** Everything at work together. */
export function createAgent(parts: AgentParts): Agent {
  const { uuid, folder, display, say, rhythm = RHYTHM } = parts;
  const serverClock = createServerClock(parts.clock);
  const now = (): Temporal.Instant => serverClock.now();
  const inFolder = (name: string): string => join(folder, name);
  const heard = keepHeard(forgiving(jsonFile(inFolder('programme.json'), HeardOnDisk, say), say));
  const plays = keepPlays(forgiving(jsonFile(inFolder('plays.json'), PlaysOnDisk, say), say));
  const known = knownCommands(jsonFile(inFolder('commands.json'), KnownCommands, say), now);
  const timers = createTimers();
  let link: Link | null = null;
  let askedAt: number | null = null;
  let tickedAt = performance.now();
  /** What has a time is judged by the console's, so that it waits until that is known. */
  const timeKnown = Promise.withResolvers<void>();

  const publish = async (name: Topic, payload: unknown, qos: 0 | 1, level?: string): Promise<void> => {
    if (link === null) throw new Error('the broker is away');
    await link.publish(topicOf(name, level === undefined ? { uuid } : { uuid, level }), JSON.stringify(payload), qos);
  };
  /** What is said again a moment later anyway. */
  const tell = (name: Topic, payload: unknown, qos: 0 | 1): void => {
    publish(name, payload, qos).catch(() => {});
  };
  const log = (level: 'error' | 'warn' | 'info', message: string): void => {
    say(`${level}: ${message}`);
    publish('logs', { timestamp: now().toString(), message, context: {} }, level === 'info' ? 0 : 1, level).catch(() => {});
  };
  const heartbeat = (): void => tell('heartbeat', heartbeatOf(display.state()), 1);
  const screenshot = async (type: CaptureType): Promise<void> => {
    const picture = await display.capture();
    if (picture !== null) tell('dashboard', dashboardOf(picture, type, uuid, now(), display.state()), 0);
  };
  const showing = createShowing({
    ...{ display, files: parts.files, heard, plays, serverClock, log },
    photograph: (type) => timers.later(FADED_IN_MS, () => void screenshot(type)),
    seen: (interruptId) => tell('interruptAck', { interrupt_id: interruptId, shown_at: now().toString() }, 1),
  });
  const steering = createSteering({
    now,
    switchTo: (state) => switchTo(parts.driver, state),
    tell: ({ intent, error }) =>
      tell(
        'powerState',
        {
          ...{ intent_id: intent.intent_id, state: error === null ? intent.desired_state : 'unknown', driver: parts.driver },
          ...{ changed_at: now().toString(), error },
        },
        1,
      ),
  });
  const act = createAct({
    ...{ helper: parts.helper, isDryRun: parts.isDryRun, say },
    async restartApp() {
      await display.restart();
      heartbeat();
    },
    async beAway() {
      await goDown();
      await sleep(rhythm.dryRebootSeconds * 1_000);
      await comeUp();
    },
  });
  const intake = createIntake({
    ...{ uuid, known, now, act, warn: (message) => log('warn', message) },
    send: (ack) => publish('ack', ack, 1),
  });

  const health = (): void => {
    const { reconnects, lostAt } = link?.figures() ?? { reconnects: 0, lostAt: null };
    const figures = { now: now(), expectedId: showing.expectedId(), display: display.state(), reconnects, lostAt };
    tell('health', healthOf({ ...figures, clockOffsetSeconds: serverClock.offsetSeconds() }), 0);
  };
  const discover = (): void => {
    askedAt = performance.now();
    tell('playerDiscovery', { uuid, ...parts.hardware() }, 1);
  };
  const tick = (): void => {
    tickedAt = performance.now();
    showing.tick();
  };
  async function deliverPlays(): Promise<void> {
    for (let waiting = plays.waiting(); waiting.length > 0 && link?.isConnected(); waiting = plays.waiting()) {
      await publish('plays', { plays: waiting }, 1);
      plays.delivered(waiting);
    }
  }

  async function hear({ topic, payload, isRetained }: Message): Promise<void> {
    const is = (name: Topic): boolean => topic === topicOf(name, { uuid, group: heard.group() ?? -1 });
    if (is('commands') || is('commandsOld')) return timeKnown.promise.then(() => intake.take(payload));
    if (is('groupId')) return moveTo(new TextDecoder().decode(payload));
    if (is('discoveryAck')) return learn(payload);
    if (is('powerIntent')) return void (await steering.obey('own', payload));
    if (is('groupPowerIntent')) return obeyGroup(payload, isRetained);
    const what = (['events', 'schedule', 'interrupt'] as const).find(is);
    if (what === undefined) return;
    if (!heard.hear(what, payload)) log('warn', `${what} cannot be read`);
    tick();
    await showing.fetchFiles();
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
    serverClock.learn(Temporal.Instant.from(read.data.server_time), performance.now() - askedAt);
    askedAt = null;
    timeKnown.resolve();
    tick();
  }
  async function obeyGroup(payload: Uint8Array, isRetained: boolean): Promise<void> {
    const intent = await steering.obey('group', payload);
    // A live one says the console's time; a kept one is as old as it likes.
    if (intent !== null && !isRetained && serverClock.offsetSeconds() === null)
      serverClock.learn(Temporal.Instant.from(intent.issued_at), 0);
  }

  async function comeUp(): Promise<void> {
    await display.start();
    showing.again();
    display.onChange(() => {
      heartbeat();
      tick();
    });
    const opened = openLink({
      ...{ account: parts.account, clientId: parts.account.username, now },
      warn: (message) => say(message),
      onMessage: (message) => void hear(message).catch((error: unknown) => say(`a message was lost: ${String(error)}`)),
      onUp: () => void up(opened).catch((error: unknown) => say(`the broker: ${String(error)}`)),
      onDown: () => heard.brokerIs(false, now()),
    });
    link = opened;
    timers.every(TICK_MS, tick);
    timers.every(rhythm.healthSeconds * 1_000, health);
    // Each at another moment: a house that starts at once does not speak at once.
    const jitter = 0.9 + 0.2 * Math.random();
    timers.every(rhythm.heartbeatSeconds * jitter * 1_000, heartbeat);
    timers.every(rhythm.screenshotSeconds * jitter * 1_000, () => void screenshot('periodic'));
    timers.every(AGAIN_MS, () => void showing.fetchFiles());
    timers.every(AGAIN_MS, () => void deliverPlays().catch(() => {}));
    timers.every(DISCOVER_MS, discover);
  }
  async function up(opened: Link): Promise<void> {
    heard.brokerIs(true, now());
    await opened.subscribe(ownTopics(uuid));
    const group = heard.group();
    if (group !== null) await opened.subscribe(groupTopics(uuid, group));
    discover();
    heartbeat();
    health();
    timers.later(UNTOLD_MS, () => timeKnown.resolve());
    await timeKnown.promise;
    // A sign of life comes before the word that a reboot is over: so it is told in the order in which it happened.
    await sleep(SEEN_MS);
    await intake.tell();
    await deliverPlays();
    await screenshot('periodic');
  }
  async function goDown(): Promise<void> {
    timers.end();
    const closing = link;
    link = null;
    await closing?.close();
    await display.stop();
  }

  return {
    async start() {
      await comeUp();
      void showing.fetchFiles();
      // Not awaited: without a broker the time may not be known for long.
      void timeKnown.promise.then(intake.resume).catch((error: unknown) => say(`commands: ${String(error)}`));
    },
    stop: goDown,
    // In a dry run it is silent on purpose.
    isWell: () => link === null || performance.now() - tickedAt < 10 * TICK_MS,
  };
}
