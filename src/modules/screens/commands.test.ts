import { beforeEach, describe, expect, test, vi } from 'vitest';
import { signedIn } from '../../../test/kit/house.ts';
import { must } from '../../../test/kit/must.ts';
import { editSetting } from '../../kernel/contract/routes/console.ts';
import { listToday } from '../../kernel/contract/routes/today.ts';
import * as routes from './contract/routes.ts';
import { CommandMessage } from './contract/wire/command.ts';
import { type Enrolled, type Player, screensHouse } from './testing/house.ts';

const house = await screensHouse();
const { adam, clock, db, enrolled } = house;
let now = Temporal.Instant.from('2026-11-21T08:00:00Z');
const at = (seconds: number): Temporal.Instant => now.add({ seconds });
// Each test has hours of its own: what one has issued locks nothing of the next.
beforeEach(() => {
  now = now.add({ hours: 2 });
  clock.set(now.toString());
});

/** A player that listens for commands, and tells what it does of each. */
interface Listening extends Player {
  readonly of: Enrolled;
  readonly commands: readonly CommandMessage[];
  ack(command: Pick<CommandMessage, 'command_id'>, status: string, more?: object): Promise<void>;
  heartbeat(more?: object): Promise<void>;
}

async function listening(): Promise<Listening> {
  const of = await enrolled();
  const player = await house.signIn(of);
  await player.client.subscribeAsync(`infoscreen/${of.uuid}/commands`, { qos: 1 });
  return {
    ...{ ...player, of },
    get commands() {
      return player.heard
        .filter((line) => line.startsWith(`infoscreen/${of.uuid}/commands `))
        .map((line) => CommandMessage.parse(JSON.parse(line.slice(line.indexOf(' ') + 1))));
    },
    ack: ({ command_id }, status, more = {}) => player.say(`infoscreen/${of.uuid}/commands/ack`, { command_id, status, ...more }),
    heartbeat: (more = {}) =>
      player.say(`infoscreen/${of.uuid}/heartbeat`, { current_process: 'kiosk', process_status: 'running', ...more }),
  };
}

const commandOf = (id: string) => must(adam, routes.getCommand, { id });
const untilIs = (id: string, status: string) =>
  vi.waitFor(async () => expect((await commandOf(id)).status).toBe(status), { timeout: 5_000 });
/** Has the timer look at what is due by now: something has happened to another command. */
async function look(): Promise<void> {
  const { of } = await listening();
  const { id } = await must(adam, routes.restartScreenApp, { id: of.screenId });
  await must(adam, routes.cancelCommand, { id });
}
async function passTo(seconds: number): Promise<void> {
  clock.set(at(seconds).toString());
  await look();
}
const storyOf = async (id: string) => (await commandOf(id)).steps.map(({ status }) => status);

/** What the audit holds of a command. */
const auditedOf = async (id: string) =>
  (await db.selectFrom('kernel.audit').select(['action', 'actor_name', 'after']).execute())
    .filter(({ after }) => Reflect.get(Object(after), 'commandId') === id)
    .map(({ action, actor_name }) => `${action} by ${actor_name}`);

describe('a command', () => {
  test('goes to its player as the wire contract says, and is told of step by step', async () => {
    const player = await listening();
    const issued = await must(adam, routes.restartScreenApp, { id: player.of.uuid, reason: 'a new version' });
    expect(issued).toMatchObject({ action: 'restart_app', status: 'published', requestedBy: 'adam', reason: 'a new version' });
    await vi.waitFor(() => expect(player.commands).toHaveLength(1));
    const [command] = player.commands;
    if (command === undefined) return;
    expect(command).toMatchObject({
      command_id: issued.id,
      client_uuid: player.of.uuid,
      action: 'restart_app',
      issued_at: now.toString(),
      expires_at: at(240).toString(),
    });
    expect(command.requested_by).toBeGreaterThan(0);
    for (const status of ['accepted', 'execution_started', 'completed']) await player.ack(command, status);
    await untilIs(issued.id, 'completed');
    expect(await auditedOf(issued.id)).toEqual(['screens.command_issued by adam']);
    expect(await storyOf(issued.id)).toEqual([
      'queued',
      'publish_in_progress',
      'published',
      'ack_received',
      'execution_started',
      'completed',
    ]);
  });

  test('that is asked for twice by one id is one command', async () => {
    const player = await listening();
    const asked = { id: player.of.screenId, commandId: crypto.randomUUID() };
    const first = await must(adam, routes.restartScreen, asked);
    expect((await must(adam, routes.restartScreen, asked)).id).toBe(first.id);
    expect(await adam.call(routes.shutDownScreen, asked)).toMatchObject({ status: 409, body: { code: 'screens.command_id_taken' } });
    await vi.waitFor(() => expect(player.commands).toHaveLength(1));
    expect((await must(adam, routes.listCommands, { screenId: player.of.uuid })).items).toHaveLength(1);
  });

  test('never goes backwards, nor out of its end: a late "accepted", a word said twice, a failure after success', async () => {
    const player = await listening();
    const { id } = await must(adam, routes.restartScreenApp, { id: player.of.screenId });
    const command = { command_id: id };
    for (const status of ['execution_started', 'accepted', 'execution_started']) await player.ack(command, status);
    await player.ack(command, 'failed', { error_code: 'duplicate_command', error_message: 'I have it already' });
    await untilIs(id, 'execution_started');
    await player.ack(command, 'completed');
    await player.ack(command, 'failed', { error_code: 'execution_failed', error_message: 'no' });
    await player.ack(command, 'accepted');
    await untilIs(id, 'completed');
    expect((await storyOf(id)).slice(-2)).toEqual(['execution_started', 'completed']);
  });

  test('is not another player’s to speak of', async () => {
    const [player, stranger] = [await listening(), await listening()];
    const { id } = await must(adam, routes.restartScreenApp, { id: player.of.screenId });
    await stranger.ack({ command_id: id }, 'completed');
    await stranger.ack({ command_id: crypto.randomUUID() }, 'completed');
    // Messages are handled in order: what came after them is there.
    await stranger.heartbeat();
    await vi.waitFor(async () => expect((await must(adam, routes.getScreen, { id: stranger.of.screenId })).lastAlive).not.toBeNull());
    expect((await commandOf(id)).status).toBe('published');
  });

  test('of which the player says why it failed is failed, in its words; an acknowledgement without reason is none', async () => {
    const player = await listening();
    const { id } = await must(adam, routes.restartScreenApp, { id: player.of.screenId });
    await player.ack({ command_id: id }, 'failed');
    await vi.waitFor(async () => expect((await must(adam, routes.getScreen, { id: player.of.screenId })).malformedCount).toBe(1));
    expect((await commandOf(id)).status).toBe('published');
    await player.ack({ command_id: id }, 'failed', { error_code: 'permission_denied_local', error_message: 'not allowed here' });
    await untilIs(id, 'failed');
    expect(await commandOf(id)).toMatchObject({ errorCode: 'permission_denied_local', errorMessage: 'not allowed here' });
  });

  test('to start the program anew is done when another process runs', async () => {
    const player = await listening();
    await player.heartbeat({ process_pid: 100 });
    await vi.waitFor(async () => expect((await must(adam, routes.getScreen, { id: player.of.screenId })).processPid).toBe(100));
    const { id } = await must(adam, routes.restartScreenApp, { id: player.of.screenId });
    await player.ack({ command_id: id }, 'accepted');
    await untilIs(id, 'ack_received');
    await player.heartbeat({ process_pid: 200 });
    await untilIs(id, 'completed');
  });

  test('can be called back until it has begun', async () => {
    const player = await listening();
    const [one, other] = [
      await must(adam, routes.shutDownScreen, { id: player.of.screenId }),
      await must(adam, routes.shutDownScreen, { id: player.of.screenId }),
    ];
    expect(await must(adam, routes.cancelCommand, { id: one.id })).toMatchObject({ status: 'canceled' });
    expect(await must(adam, routes.cancelCommand, { id: one.id })).toMatchObject({ status: 'canceled' });
    await player.ack({ command_id: other.id }, 'execution_started');
    await untilIs(other.id, 'execution_started');
    expect(await adam.call(routes.cancelCommand, { id: other.id })).toMatchObject({ status: 409, body: { code: 'screens.command_begun' } });
  });

  test('without a screen is none', async () => {
    expect(await adam.call(routes.restartScreen, { id: crypto.randomUUID() })).toMatchObject({ status: 404 });
    expect(await adam.call(routes.getCommand, { id: crypto.randomUUID() })).toMatchObject({ status: 404 });
  });
});

describe('time', () => {
  test('carries a reboot through its silence: awaiting the reconnect, recovered by a heartbeat, completed', async () => {
    const player = await listening();
    const { id } = await must(adam, routes.restartScreen, { id: player.of.screenId });
    await player.ack({ command_id: id }, 'execution_started');
    await untilIs(id, 'execution_started');
    await passTo(11);
    await untilIs(id, 'awaiting_reconnect');
    await player.heartbeat();
    await untilIs(id, 'recovered');
    await player.ack({ command_id: id }, 'completed');
    await untilIs(id, 'completed');
  });

  test('makes a command that nobody takes up a person’s business, who says what came of it', async () => {
    const { of } = await listening();
    const { id } = await must(adam, routes.restartScreen, { id: of.screenId });
    await passTo(21);
    await untilIs(id, 'timed_out');
    expect(await adam.call(routes.closeCommand, { id, outcome: 'failed', note: 'a broken plug' })).toMatchObject({ status: 409 });
    await passTo(90);
    await untilIs(id, 'manual_intervention_required');
    const rules = async () =>
      (await must(adam, listToday, {})).items
        .filter(({ subject }) => subject.assetId === of.screenId)
        .flatMap(({ facts }) => facts.map(({ rule }) => rule));
    await vi.waitFor(async () => expect(await rules()).toEqual(['command-stuck']));
    expect(await must(adam, routes.closeCommand, { id, outcome: 'failed', note: 'a broken plug' })).toMatchObject({ status: 'failed' });
    expect(await rules()).toEqual([]);
    expect((await commandOf(id)).steps.at(-1)).toMatchObject({ because: 'closed', by: 'adam', detail: 'a broken plug' });
  });

  test('brings a late sign of life back to its way', async () => {
    const player = await listening();
    const { id } = await must(adam, routes.restartScreenApp, { id: player.of.screenId });
    await passTo(21);
    await untilIs(id, 'timed_out');
    await player.ack({ command_id: id }, 'accepted');
    await untilIs(id, 'ack_received');
  });

  test('ends a command whose age is over', async () => {
    const { of } = await listening();
    const { id } = await must(adam, routes.shutDownScreen, { id: of.screenId });
    await passTo(241);
    await untilIs(id, 'expired');
    expect(await commandOf(id)).toMatchObject({ errorCode: 'expired', failedAt: at(241).toString() });
  });
});

describe('the safety lock', () => {
  test('lets three reboots and restarts through in 15 minutes; what it refused does not lengthen it', async () => {
    const { of } = await listening();
    const restart = () => adam.call(routes.restartScreen, { id: of.screenId });
    for (const seconds of [0, 60, 120]) {
      clock.set(at(seconds).toString());
      expect((await restart()).status).toBe(202);
    }
    clock.set(at(880).toString());
    expect(await restart()).toMatchObject({ status: 429, body: { code: 'screens.command_locked', params: { until: at(900).toString() } } });
    expect((await must(adam, routes.listCommands, { screenId: of.screenId, status: 'blocked_safety' })).items).toMatchObject([
      { errorCode: 'lockout_threshold' },
    ]);
    // A shutdown is none of them.
    expect((await adam.call(routes.shutDownScreen, { id: of.screenId })).status).toBe(202);
    clock.set(at(901).toString());
    expect((await restart()).status).toBe(202);
  });

  test('says of each of many what came of it', async () => {
    const [one, other] = [await listening(), await listening()];
    for (let count = 0; count < 3; count += 1) await must(adam, routes.restartScreen, { id: one.of.screenId });
    const unknown = crypto.randomUUID();
    expect(await adam.call(routes.commandScreens, { ids: [other.of.screenId], action: 'restart_app', reason: '' })).toMatchObject({
      status: 422,
    });
    const { items } = await must(adam, routes.commandScreens, {
      ids: [one.of.screenId, other.of.screenId, unknown],
      ...{ action: 'restart_app', reason: 'after the fair' },
    });
    expect(items.map(({ refusal }) => refusal)).toEqual(['screens.command_locked', null, 'screens.unknown_screen']);
    await vi.waitFor(() => expect(other.commands).toMatchObject([{ reason: 'after the fair' }]));
  });
});

describe('old players', () => {
  test('hear a reboot under its old name, and as the bare word while the setting is on', async () => {
    const of = await enrolled();
    const player = await house.signIn(of);
    await player.client.subscribeAsync([`infoscreen/${of.uuid}/command`, `clients/${of.uuid}/restart`], { qos: 1 });
    const { id } = await must(adam, routes.restartScreen, { id: of.screenId });
    await vi.waitFor(() => expect(player.heard).toHaveLength(2));
    expect(player.heard[1]).toBe(`clients/${of.uuid}/restart {"action":"restart"}`);
    await player.say(`infoscreen/${of.uuid}/command/ack`, { command_id: id, status: 'completed' });
    await untilIs(id, 'completed');
    await must(await signedIn(house.app, 'sam'), editSetting, { key: 'screens.legacyRestart', value: false });
    await must(adam, routes.restartScreen, { id: of.screenId });
    await must(adam, routes.restartScreenApp, { id: of.screenId });
    await vi.waitFor(() => expect(player.heard).toHaveLength(4));
    expect(player.heard.filter((line) => line.startsWith('clients/'))).toHaveLength(1);
  });
});
