import { DiscoveryAck } from '../../../modules/screens/contract/wire/telemetry.ts';
import type { Account } from '../../account.ts';
import { createIntake } from '../../commands/intake.ts';
import { KnownCommands, knownCommands } from '../../commands/known.ts';
import { failed } from '../../commands/outcome.ts';
import type { DisplayState } from '../../display/display.ts';
import { HeardOnDisk, keepHeard } from '../../heard.ts';
import { type Link, type Message, openLink } from '../../link/link.ts';
import { createServerClock } from '../../link/server-clock.ts';
import { groupTopics, ownTopics, topicOf } from '../../link/topics.ts';
import { idOf, type Programme, programmeAt } from '../../programme/programme.ts';
import { healthOf, heartbeatOf } from '../../telemetry.ts';
import type { Stage } from '../stage.ts';
import { forgetAccount } from './enrolment.ts';
import { stored } from './stored.ts';

const HEARTBEAT_MS = 65_000;
const HEALTH_MS = 5_000;
const TICK_MS = 1_000;

type Topic = Parameters<typeof topicOf>[0];

/** Plays in this page until it is closed. */
export function runPlayer(account: Account, uuid: string, stage: Stage): void {
  const clock = createServerClock({ now: () => Temporal.Now.instant() });
  const heard = keepHeard(stored('programme', HeardOnDisk));
  let shown: Programme = { kind: 'nothing' };
  let seenId: string | null = null;
  let askedAt: number | null = null;
  let frameAt: Temporal.Instant | null = null;

  const state = (): DisplayState => ({ process: 'browser', pid: null, status: 'running', lastFrameAt: frameAt, shownId: stage.shownId() });
  const publish = (name: Topic, payload: unknown, qos: 0 | 1): Promise<void> =>
    link.publish(topicOf(name, { uuid }), JSON.stringify(payload), qos);
  /** What is said again a moment later anyway. */
  const tell = (name: Topic, payload: unknown, qos: 0 | 1): void => void publish(name, payload, qos).catch(() => {});
  const heartbeat = (): void => tell('heartbeat', heartbeatOf(state()), 1);

  const intake = createIntake({
    ...{ uuid, now: () => clock.now(), warn: () => {} },
    known: knownCommands(stored('commands', KnownCommands), () => clock.now()),
    send: (ack) => publish('ack', ack, 1),
    async act({ action }) {
      if (action !== 'restart_app') return failed('permission_denied_local', 'a browser may not do that to its computer');
      stage.show({ kind: 'nothing' });
      stage.show(shown);
      return { ok: true };
    },
  });

  const tick = (): void => {
    const next = programmeAt(heard.current(), clock.now());
    if (JSON.stringify(next) !== JSON.stringify(shown)) {
      shown = next;
      stage.show(next);
    }
    if (stage.shownId() === seenId) return;
    seenId = stage.shownId();
    heartbeat();
    if (shown.kind === 'interrupt' && seenId === idOf(shown)) {
      tell('interruptAck', { interrupt_id: shown.interrupt.interrupt_id, shown_at: clock.now().toString() }, 1);
    }
  };
  const moveTo = async (text: string): Promise<void> => {
    const [before, next] = [heard.group(), /^\d{1,9}$/.test(text) ? Number(text) : null];
    if (before !== null && before !== next) await link.unsubscribe(groupTopics(uuid, before));
    heard.moveTo(next);
    tick();
    if (next !== null) await link.subscribe(groupTopics(uuid, next));
  };
  const learn = (payload: Uint8Array): void => {
    const read = DiscoveryAck.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    if (!read.success || askedAt === null) return;
    clock.learn(Temporal.Instant.from(read.data.server_time), performance.now() - askedAt);
    askedAt = null;
    tick();
  };
  const hear = async ({ topic, payload }: Message): Promise<void> => {
    const is = (name: Topic): boolean => topic === topicOf(name, { uuid, group: heard.group() ?? -1 });
    if (is('commands') || is('commandsOld')) return intake.take(payload);
    if (is('groupId')) return moveTo(new TextDecoder().decode(payload));
    if (is('discoveryAck')) return learn(payload);
    const what = (['events', 'schedule', 'interrupt'] as const).find(is);
    if (what === undefined) return;
    heard.hear(what, payload);
    tick();
  };
  const up = async (): Promise<void> => {
    heard.brokerIs(true, clock.now());
    await link.subscribe(ownTopics(uuid));
    const group = heard.group();
    if (group !== null) await link.subscribe(groupTopics(uuid, group));
    askedAt = performance.now();
    tell('playerDiscovery', { uuid, hostname: `browser-${uuid.slice(0, 8)}` }, 1);
    heartbeat();
    await intake.tell();
  };
  const health = (): void => {
    const { reconnects, lostAt } = link.figures();
    const figures = { now: clock.now(), expectedId: idOf(shown), display: state(), reconnects, lostAt };
    tell('health', healthOf({ ...figures, clockOffsetSeconds: clock.offsetSeconds() }), 0);
  };

  // Through the console's own address, whatever the broker's is: a browser speaks MQTT by WebSocket alone.
  const url = `${location.origin.replace(/^http/, 'ws')}/mqtt`;
  const link: Link = openLink({
    ...{ account: { ...account, url, ca: null }, clientId: account.username, now: () => clock.now() },
    // CONNACK 4 and 5 of MQTT 3.1.1, section 3.2.2.3: the account is of no use any more.
    warn: (reason) => /not authorized|bad username/i.test(reason) && startAnew(),
    onMessage: (message) => void hear(message).catch(() => {}),
    onUp: () => void up().catch(() => {}),
    onDown: () => heard.brokerIs(false, clock.now()),
  });

  setInterval(tick, TICK_MS);
  setInterval(health, HEALTH_MS);
  setInterval(heartbeat, HEARTBEAT_MS);
  const frame = (): void => {
    frameAt = clock.now();
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

function startAnew(): void {
  forgetAccount();
  location.reload();
}
