import type { z } from 'zod';
import { editSetting } from '../../src/kernel/contract/routes/console.ts';
import type { Db } from '../../src/kernel/db/database.ts';
import * as screens from '../../src/modules/screens/contract/routes.ts';
import { newCommand } from '../../src/modules/screens/domain/command/command.ts';
import type { CommandAction } from '../../src/modules/screens/domain/command/states.ts';
import { insertCommand } from '../../src/modules/screens/store/commands/commands.ts';
import { saveHeard } from '../../src/modules/screens/store/telemetry.ts';
import { newId } from '../../src/shared/ids.ts';
import { type Answering, createMakeResponsible } from './answering.ts';
import { eventInput, picture } from './content-inputs.ts';
import { must } from './must.ts';
import { writeLine, writePicture } from './screens-watched.ts';
import type { SubjectParts } from './subjects.ts';

/** Fresh things of the module `screens`. What players say is written by the module's own store: no broker runs in these houses. */
export interface ScreenSubjects {
  /** A screen that has enrolled and was heard a moment ago. */
  screen(): Promise<string>;
  /** The same, where a unit of its host has given up. */
  screenWithFailure(): Promise<string>;
  screenInMaintenance(): Promise<string>;
  /** A screen whose player has written into its log. */
  screenWithLines(): Promise<string>;
  /** A screen with a picture, which is empty: this house has no store of its own. */
  screenWithPicture(): Promise<{ readonly id: string; readonly shot: string }>;
  /** Makes a user one more maintainer of a screen. */
  makeResponsible(id: string, userId: string): Promise<void>;
  /** A command that has not left yet. */
  command(): Promise<string>;
  /** A command that has left, and its screen: asked for again by its id it is answered without a broker. */
  publishedCommand(action: CommandAction): Promise<{ readonly id: string; readonly commandId: string }>;
  /** A command that waits for a person. */
  stuckCommand(): Promise<string>;
  group(): Promise<string>;
  /** An event that happens every day from now on. */
  event(): Promise<string>;
  /** A picture that nothing shows. */
  media(): Promise<string>;
  /** An enrolment code for a new screen, with its text. */
  code(): Promise<{ readonly id: string; readonly code: string }>;
  /** A player that says to be a screen which is known. */
  held(): Promise<string>;
  /** Lets players of the old contract in. */
  sharing(): Promise<void>;
  /** What a player says of itself that enrols. */
  player(): Pick<z.input<typeof screens.enrolScreen.input>, 'uuid' | 'hardware'>;
}

export interface ScreenSubjectParts extends Pick<SubjectParts, 'sam' | 'clock' | 'siteId'> {
  readonly answering: readonly Answering[];
  readonly db: Db;
  name(): string;
}

export function createScreenSubjects({ sam, clock, siteId, name, answering, db }: ScreenSubjectParts): ScreenSubjects {
  const player = () => ({ uuid: crypto.randomUUID(), hardware: { hostname: name(), mac: crypto.randomUUID().slice(0, 17) } });
  const makeResponsible = createMakeResponsible({ db, now: clock.now }, (id, person) =>
    must(sam, screens.addScreenPerson, { id, ...person }),
  );
  const code = () => must(sam, screens.makeEnrolmentCode, { siteId });
  const enrol = async (one = player()): Promise<{ readonly id: string; readonly uuid: string }> => {
    const enrolled = await must(sam, screens.enrolScreen, { ...one, code: (await code()).code });
    return { id: enrolled.state === 'enrolled' ? enrolled.screenId : '', uuid: one.uuid };
  };
  const heard = async (
    uuid: string,
    more: {
      readonly failure?: { readonly at: Temporal.Instant; readonly unit: string; readonly isKept: boolean; readonly isOld: boolean };
    },
  ) => {
    const now = clock.now();
    const silent = {
      eventId: null,
      process: null,
      hardware: null,
      failure: null,
      reconnectCount: null,
      disconnectedAt: null,
      malformed: null,
    };
    await db.transaction().execute((tx) => saveHeard(tx, [{ ...silent, uuid, at: now, aliveAt: now, ...more }], 170, now));
  };
  const screen = async (): Promise<{ readonly id: string; readonly uuid: string }> => {
    const made = await enrol();
    await heard(made.uuid, {});
    for (const person of answering) await makeResponsible(made.id, person);
    return made;
  };
  const newOne = async (action: CommandAction) => {
    const commandId = newId(clock.now());
    const { id } = await screen();
    const life = Temporal.Duration.from({ minutes: 4 });
    const state = newCommand({ action, pidBefore: null, isColdBoot: false, life }, clock.now());
    await db.transaction().execute((tx) => insertCommand(tx, { id: commandId, screenId: id, reason: null, requestedBy: null, state }));
    return { id, commandId };
  };
  const command = async (): Promise<string> => (await newOne('reboot_host')).commandId;
  return {
    ...{ player, code, command },
    async publishedCommand(action) {
      const made = await newOne(action);
      const published = { status: 'published', published_at: clock.now() } as const;
      await db.updateTable('screens.commands').set(published).where('id', '=', made.commandId).execute();
      return made;
    },
    async stuckCommand() {
      const id = await command();
      await db.updateTable('screens.commands').set({ status: 'manual_intervention_required', due_at: null }).where('id', '=', id).execute();
      return id;
    },
    screen: async () => (await screen()).id,
    async screenWithFailure() {
      const { id, uuid } = await screen();
      await heard(uuid, { failure: { at: clock.now(), unit: 'player.service', isKept: false, isOld: false } });
      return id;
    },
    async screenWithLines() {
      const { id, uuid } = await screen();
      await writeLine(db, uuid, clock.now());
      return id;
    },
    async screenWithPicture() {
      const { id } = await screen();
      return { id, shot: await writePicture(db, id, clock.now()) };
    },
    async screenInMaintenance() {
      const { id } = await screen();
      await must(sam, screens.startScreenMaintenance, { id, endsAt: clock.now().add({ hours: 1 }).toString(), reason: 'a new cable' });
      return id;
    },
    makeResponsible: (id, userId) => makeResponsible(id, { userId, role: 'maintainer' }),
    group: async () => (await must(sam, screens.addGroup, { name: name(), siteId })).id,
    async event() {
      const groupId = (await must(sam, screens.addGroup, { name: name(), siteId })).id;
      return (await must(sam, screens.addEvent, eventInput(clock.now(), name(), groupId, siteId))).id;
    },
    async media() {
      const rawBody = await picture();
      const { body, status, text } = await sam.call(screens.addMedia, { name: name(), siteId }, { rawBody });
      if (status !== 201) throw new Error(`a picture was not taken: ${text}`);
      return body.id;
    },
    async sharing() {
      await must(sam, editSetting, { key: 'screens.legacyDiscovery', value: true });
    },
    async held() {
      const { uuid, id } = await screen();
      await must(sam, screens.enrolScreen, { uuid, hardware: player().hardware, code: (await code()).code });
      const { items } = await must(sam, screens.listHeldEnrolments, {});
      const held = items.find((one) => one.screen.id === id);
      if (held === undefined) throw new Error('a takeover was not held');
      return held.id;
    },
  };
}
