import type { z } from 'zod';
import { editSetting } from '../../src/kernel/contract/routes/console.ts';
import type { Db } from '../../src/kernel/db/database.ts';
import * as screens from '../../src/modules/screens/contract/routes.ts';
import { saveHeard } from '../../src/modules/screens/store/telemetry.ts';
import { newId } from '../../src/shared/ids.ts';
import { must } from './must.ts';
import type { SubjectParts } from './subjects.ts';

/** Fresh things of the module `screens`. What players say is written by the module's own store: no broker runs in these houses. */
export interface ScreenSubjects {
  /** A screen that has enrolled and was heard a moment ago. */
  screen(): Promise<string>;
  /** The same, where a unit of its host has given up. */
  screenWithFailure(): Promise<string>;
  group(): Promise<string>;
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
  readonly db: Db;
  name(): string;
}

export function createScreenSubjects({ sam, clock, siteId, name, db }: ScreenSubjectParts): ScreenSubjects {
  const player = () => ({ uuid: newId(clock.now()), hardware: { hostname: name(), mac: crypto.randomUUID().slice(0, 17) } });
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
    return made;
  };
  return {
    ...{ player, code },
    screen: async () => (await screen()).id,
    async screenWithFailure() {
      const { id, uuid } = await screen();
      await heard(uuid, { failure: { at: clock.now(), unit: 'player.service', isKept: false, isOld: false } });
      return id;
    },
    group: async () => (await must(sam, screens.addGroup, { name: name(), siteId })).id,
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
