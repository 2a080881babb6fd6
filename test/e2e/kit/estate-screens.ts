import sharp from 'sharp';
import type { z } from 'zod';
import { editSetting } from '../../../src/kernel/contract/routes/console.ts';
import { addSite } from '../../../src/kernel/contract/routes/sites.ts';
import { restartScreenApp } from '../../../src/modules/screens/contract/command-routes.ts';
import { addEvent } from '../../../src/modules/screens/contract/content-routes.ts';
import { makeEnrolmentCode, revokeAccount } from '../../../src/modules/screens/contract/enrolment-routes.ts';
import { addGroup, listGroups } from '../../../src/modules/screens/contract/group-routes.ts';
import { assignScreens, editScreen, listScreens } from '../../../src/modules/screens/contract/screen-routes.ts';
import type { Caller } from './caller.ts';
import { enterAs, type Player, showCode } from './players.ts';

/** Screens in every state, in groups of two sites. */
export interface ScreenEstate {
  /** Ids by name. */
  readonly screens: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
  /** Its players leave. */
  close(): Promise<void>;
}

/** The least that the console takes, so that a test need not wait for minutes. */
const GRACE_SECONDS = 10;

/** Players that miss one beat within so short a grace are offline; theirs come every few seconds. */
export const graceOfTests = ({ call }: Caller) => call(editSetting, { key: 'screens.graceSeconds', value: GRACE_SECONDS });

export const LONG = 'Ausstellungsfläche-vor-dem-großen-Sitzungssaal-im-zweiten-Obergeschoss-links-neben-dem-Aufzug-Nord';
const RIGHT_TO_LEFT = 'شاشة المدخل الرئيسي';
const PI = { model: 'Raspberry Pi 5 Model B Rev 1.0', os: 'Debian GNU/Linux 13 (trixie)', software_version: '2.4.1' };

export async function fillScreens(sam: Caller): Promise<ScreenEstate> {
  await graceOfTests(sam);
  const players = new Map<string, Player>();
  const close = async () => void (await Promise.all([...players.values()].map((player) => player.leave())));
  try {
    const branch = (await sam.call(addSite, { name: 'Bücherei am Markt', timeZone: 'Europe/Berlin' })).id;
    const groups = await addGroups(sam, branch);
    for (const [place, name] of ['foyer-1', 'foyer-2', 'foyer-3', 'canteen-1', 'canteen-2', 'stairs', LONG, RIGHT_TO_LEFT].entries())
      players.set(name, await add(sam, name, place));
    for (const [place, name] of ['library-1', 'library-2'].entries()) players.set(name, await add(sam, name, 20 + place, branch));
    await speak(players);
    await show(players);
    const screens = new Map([...players].map(([name, { screenId }]) => [name, screenId]));
    await describe(sam, { screens, groups });
    await plan(sam, groups, branch);
    await ask(sam, players);
    await leaveDoors(sam, players, screens);
    return { screens, groups, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A series that is on now, something beside it, and one elsewhere; where nothing is planned, televisions are off on purpose. */
async function plan(sam: Caller, groups: ReadonlyMap<string, string>, siteId: string): Promise<void> {
  const groupIds = [groups.get('Foyer') ?? '', groups.get('Canteen') ?? ''];
  const [timeZone, rule] = ['Europe/Berlin', 'FREQ=DAILY'];
  const day = Temporal.Now.instant().toZonedDateTimeISO(timeZone).toPlainDate();
  const times = { start: `${day}T00:00`, end: `${day.add({ days: 1 })}T00:00`, timeZone, rule };
  await sam.call(addEvent, { title: 'Speiseplan', groupIds, ...times, content: { type: 'website', url: 'https://example.org/' } });
  const elsewhere = { siteId, groupIds: [groups.get('Lesesaal') ?? ''] };
  await sam.call(addEvent, { title: 'Ausstellung', ...elsewhere, ...times, content: { type: 'website', url: 'https://example.org/' } });
  const html = '<h1>Herzlich willkommen</h1>';
  await sam.call(addEvent, { title: LONG, groupIds: groupIds.slice(1), ...times, priority: 5, content: { type: 'message', html } });
}

async function addGroups(sam: Caller, siteId: string): Promise<ReadonlyMap<string, string>> {
  const groups = new Map<string, string>();
  const add = async (input: z.input<typeof addGroup.input>) => groups.set(input.name, (await sam.call(addGroup, input)).id);
  await add({ name: 'Foyer', colour: '#1c7ed6', description: 'Ground floor, both doors' });
  await add({ name: 'Canteen', colour: '#2f9e44' });
  await add({ name: `Flur ${LONG}`, colour: '#c2255c', description: `Alles, was ${LONG} hängt` });
  await add({ name: 'Empty room' });
  await add({ name: 'Basement', colour: '#5f3dc4', isActive: false });
  await add({ name: 'Lesesaal', colour: '#e0a100', siteId });
  return groups;
}

/** One player with a code of its own. */
async function add(sam: Caller, name: string, place: number, siteId?: string): Promise<Player> {
  const { code } = await sam.call(makeEnrolmentCode, siteId === undefined ? {} : { siteId });
  const mac = `b8:27:eb:00:00:${(16 + place).toString(16)}`;
  const hostname = /^[\w-]+$/.test(name) ? name.slice(0, 60) : 'player';
  const player = await enterAs(sam.url, code, { ...PI, hostname, ip: `192.0.2.${10 + place}`, mac, serial: `10000000${place}` });
  await sam.call(editScreen, { id: player.screenId, name });
  return player;
}

/** Most are well; one has crashed, one has a unit that gave up, one says what nobody understands, two fall silent, one never spoke. */
async function speak(players: ReadonlyMap<string, Player>): Promise<void> {
  const of = (name: string): Player => {
    const player = players.get(name);
    if (player === undefined) throw new Error(`There is no player ${name}.`);
    return player;
  };
  for (const name of ['foyer-1', 'foyer-2', 'foyer-3', 'canteen-1', LONG, RIGHT_TO_LEFT, 'library-1']) await of(name).beat();
  await of('foyer-2').beat({ current_process: 'chromium', process_pid: 977, process_status: 'crashed', current_event_id: '4711' });
  await of('foyer-3').say('service_failed', { event: 'failed', unit: 'infoscreen-player.service', failed_at: '2026-11-30T22:10:00Z' });
  await of('canteen-1').say('health', {
    timestamp: Temporal.Now.instant().toString(),
    broker_connection: { broker_reachable: true, reconnect_count: 12, last_disconnect_at: '2026-11-30T03:00:00Z' },
  });
  await of('canteen-1').say('heartbeat', 'not JSON at all');
  for (const name of ['canteen-2', 'library-2']) await of(name).say('heartbeat', { process_status: 'running' });
}

/** Some have sent what they show: one a slide, one the begin of an event, one nothing but black; two have written into their logs. */
async function show(players: ReadonlyMap<string, Player>): Promise<void> {
  const say = async (name: string, topic: string, payload: unknown) => players.get(name)?.say(topic, payload);
  const timestamp = () => Temporal.Now.instant().toString();
  await say('foyer-1', 'screenshot', { image: await slide('#1864ab', 'Welcome') });
  await say('foyer-1', 'screenshot', { image: await slide('#2b8a3e', 'Lunch: 12:00'), screenshot_type: 'event_start' });
  await say('canteen-1', 'screenshot', { image: await slide('#862e9c', 'Menu') });
  await say('library-1', 'screenshot', { image: await slide('#000000', '') });
  await say('foyer-1', 'logs/info', { timestamp: timestamp(), message: 'Event 4711 began.' });
  await say('canteen-1', 'logs/error', { timestamp: timestamp(), message: `The file ${LONG}.pdf is broken.`, context: { page: 3 } });
  await say('canteen-1', 'logs/warn', { timestamp: timestamp(), message: 'Little room is left on the disk.\n412 MB of 29 GB' });
}

/** A picture with a word, in base64. */
async function slide(colour: string, word: string): Promise<string> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720"><rect width="1280" height="720" fill="${colour}"/><text x="640" y="400" font-size="120" fill="#fff" text-anchor="middle">${word}</text></svg>`;
  return (await sharp(Buffer.from(svg)).png().toBuffer()).toString('base64');
}

async function describe(sam: Caller, { screens, groups }: Omit<ScreenEstate, 'close'>): Promise<void> {
  const put = async (group: string, ...names: readonly string[]) => {
    const { items } = await sam.call(listGroups, {});
    const siteId = items.find(({ name }) => name === group)?.site.id;
    await sam.call(assignScreens, { siteId, ids: names.map((name) => idIn(screens, name)), groupId: idIn(groups, group) });
  };
  await put('Foyer', 'foyer-1', 'foyer-2', 'foyer-3');
  await put('Canteen', 'canteen-1', 'canteen-2');
  await put(`Flur ${LONG}`, LONG);
  await put('Lesesaal', 'library-1', 'library-2');
  await sam.call(editScreen, {
    id: idIn(screens, 'stairs'),
    isActive: false,
    description: 'Hangs where nobody goes.\nKey: porter.',
    tags: ['old'],
  });
}

/** One has started its program anew, and said so. */
async function ask(sam: Caller, players: ReadonlyMap<string, Player>): Promise<void> {
  const player = players.get('foyer-1');
  if (player === undefined) throw new Error('There is no foyer-1.');
  const { id } = await sam.call(restartScreenApp, { id: player.screenId, reason: 'The page stood still.' });
  for (const status of ['accepted', 'execution_started', 'completed'])
    await player.say('commands/ack', { command_id: id, status, error_code: null, error_message: null });
}

/** A code that nobody has shown, a screen whose account was taken away, and a player that says it is another one. */
async function leaveDoors(sam: Caller, players: ReadonlyMap<string, Player>, screens: ScreenEstate['screens']): Promise<void> {
  await sam.call(makeEnrolmentCode, { screenId: idIn(screens, 'foyer-1'), minutes: 120 });
  await sam.call(revokeAccount, { id: idIn(screens, RIGHT_TO_LEFT) });
  const { code } = await sam.call(makeEnrolmentCode, {});
  const known = players.get('canteen-1')?.uuid ?? '';
  await showCode(sam.url, code, known, { hostname: 'canteen-1', mac: 'dc:a6:32:12:34:56', serial: '99', model: 'Intel NUC11' });
}

export function idIn(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`There is no ${name}.`);
  return id;
}

/** Asks until those that fell silent are said to be. */
export async function untilSilent(sam: Caller): Promise<void> {
  const end = performance.now() + 60_000;
  for (;;) {
    const { items } = await sam.call(listScreens, { state: 'offline', limit: 200 });
    if (['canteen-2', 'library-2'].every((name) => items.some((screen) => screen.name === name))) return;
    if (performance.now() > end) throw new Error('The silent ones are not offline.');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
