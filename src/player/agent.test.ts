import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { must } from '../../test/kit/must.ts';
import * as routes from '../modules/screens/contract/routes.ts';
import { systemClock } from '../shared/time.ts';
import { simulatedDisplay } from './display/simulated.ts';
import { playerHouse, stateFolder } from './testing/player-house.ts';

const house = await playerHouse();
const { adam, clock } = house;
const AT = { timeout: 10_000, interval: 50 };
const screenNow = (id: string) => must(adam, routes.getScreen, { id });
const commandNow = (id: string) => must(adam, routes.getCommand, { id });
const display = () => simulatedDisplay(systemClock.now);

/** A message on show now, for an hour. */
async function showing(groupId: string, title: string, html = '<p>hello</p>') {
  const now = clock.now().toZonedDateTimeISO('UTC').toPlainDateTime();
  return must(adam, routes.addEvent, {
    ...{ title, groupIds: [groupId], timeZone: 'UTC', content: { type: 'message', html, level: 'info' } },
    ...{ start: now.subtract({ minutes: 30 }).toString().slice(0, 16), end: now.add({ minutes: 30 }).toString().slice(0, 16) },
  });
}

test('a player appears, is put into a group, shows what that shows, and says so', async () => {
  const { of } = await house.player(display());
  await vi.waitFor(async () => expect(await screenNow(of.screenId)).toMatchObject({ state: 'healthy', currentProcess: 'simulated' }), AT);
  expect((await screenNow(of.screenId)).currentEventId).toBeNull();
  const group = await house.group('Foyer');
  await must(adam, routes.assignScreens, { ids: [of.screenId], groupId: group.id });
  await showing(group.id, 'Welcome');
  await vi.waitFor(async () => expect((await screenNow(of.screenId)).currentEventId).not.toBeNull(), AT);
});

test('it reboots in a dry run: taken up, begun, silent, heard again, completed', async () => {
  const { of, said } = await house.player(display());
  await vi.waitFor(async () => expect((await screenNow(of.screenId)).state).toBe('healthy'), AT);
  const { id } = await must(adam, routes.restartScreen, { id: of.screenId });
  await vi.waitFor(async () => expect((await commandNow(id)).status).toBe('completed'), AT);
  const { steps } = await commandNow(id);
  expect(steps.map(({ status }) => status)).toEqual(expect.arrayContaining(['ack_received', 'execution_started', 'completed']));
  expect(said).toContain('dry run: reboot_host');
});

test('it starts its program anew, and another process runs', async () => {
  const { of } = await house.player(display());
  await vi.waitFor(async () => expect((await screenNow(of.screenId)).processPid).not.toBeNull(), AT);
  const before = (await screenNow(of.screenId)).processPid;
  const { id } = await must(adam, routes.restartScreenApp, { id: of.screenId });
  await vi.waitFor(async () => expect((await commandNow(id)).status).toBe('completed'), AT);
  await vi.waitFor(async () => expect((await screenNow(of.screenId)).processPid).not.toBe(before), AT);
});

/** A helper that writes down what it was called with. */
function helper(lines: string): { readonly file: string; calls(): readonly string[] } {
  const folder = stateFolder();
  const file = join(folder, 'helper.sh');
  writeFileSync(file, `#!/bin/sh\necho "$@" >> "${folder}/calls"\n${lines}\n`);
  chmodSync(file, 0o755);
  return {
    file,
    calls() {
      try {
        return readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
      } catch {
        return [];
      }
    },
  };
}

test('what it has begun before a reboot it does not do again: it says that it is done', async () => {
  const { file, calls } = helper('exit 0');
  const first = await house.player(display(), { parts: { helper: file, isDryRun: false } });
  await vi.waitFor(async () => expect((await screenNow(first.of.screenId)).state).toBe('healthy'), AT);
  const { id } = await must(adam, routes.restartScreen, { id: first.of.screenId });
  await vi.waitFor(() => expect(calls()).toEqual(['reboot_host']), AT);
  await vi.waitFor(async () => expect((await commandNow(id)).status).toBe('execution_started'), AT);
  // As a host that goes down.
  await first.agent.stop();
  await house.player(display(), { of: first.of, folder: first.folder, parts: { helper: file, isDryRun: false } });
  await vi.waitFor(async () => expect((await commandNow(id)).status).toBe('completed'), AT);
  expect(calls()).toEqual(['reboot_host']);
});

test('a helper that may not is a failure with its words', async () => {
  const { file } = helper('echo "not by you" >&2; exit 77');
  const { of } = await house.player(display(), { parts: { helper: file, isDryRun: false } });
  await vi.waitFor(async () => expect((await screenNow(of.screenId)).state).toBe('healthy'), AT);
  const { id } = await must(adam, routes.shutDownScreen, { id: of.screenId });
  await vi.waitFor(async () => expect(await commandNow(id)).toMatchObject({ status: 'failed', errorCode: 'permission_denied_local' }), AT);
  expect((await commandNow(id)).errorMessage).toBe('not by you');
});

test('without a helper, and not in a dry run, nobody reboots its host', async () => {
  const { of } = await house.player(display(), { parts: { isDryRun: false } });
  await vi.waitFor(async () => expect((await screenNow(of.screenId)).state).toBe('healthy'), AT);
  const { id } = await must(adam, routes.restartScreen, { id: of.screenId });
  await vi.waitFor(async () => expect(await commandNow(id)).toMatchObject({ status: 'failed', errorCode: 'permission_denied_local' }), AT);
});

test('a disk that takes nothing, and files that cannot be read, do not end it: it says so and shows on', async () => {
  const folder = stateFolder();
  for (const name of ['programme.json', 'plays.json', 'commands.json']) {
    writeFileSync(join(folder, name), '{"cut off by a full di');
    // In the place of what would be written.
    if (name !== 'commands.json') mkdirSync(join(folder, `${name}.new`));
  }
  const { of, said, agent } = await house.player(display(), { folder });
  const group = await house.group('Full disk');
  await must(adam, routes.assignScreens, { ids: [of.screenId], groupId: group.id });
  await showing(group.id, 'Shown all the same');
  await vi.waitFor(async () => expect((await screenNow(of.screenId)).currentEventId).not.toBeNull(), AT);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['programme.json.broken', 'plays.json.broken', 'commands.json.broken']));
  expect(said.filter((line) => line.includes('cannot be written'))).toHaveLength(1);
  expect(agent.isWell()).toBe(true);
});

test('cut off from the broker it goes on with what it was told', async () => {
  const shown: (string | null)[] = [];
  const drawn = display();
  const { of } = await house.player({
    ...drawn,
    show(programme) {
      shown.push(programme.kind === 'event' ? programme.entry.title : null);
      drawn.show(programme);
    },
  });
  const group = await house.group('Library');
  await must(adam, routes.assignScreens, { ids: [of.screenId], groupId: group.id });
  await showing(group.id, 'Before');
  await vi.waitFor(() => expect(shown.at(-1)).toBe('Before'), AT);
  // Cut off, as by a pulled cable.
  await must(adam, routes.revokeAccount, { id: of.screenId });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(shown.at(-1)).toBe('Before');
});
