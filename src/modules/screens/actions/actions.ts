import { createAssign } from './assign.ts';
import { createCodes } from './codes.ts';
import { createContentCalendar } from './content/calendar.ts';
import { createDefaults } from './content/defaults.ts';
import { createEventActions } from './content/events.ts';
import { createEnrol } from './enrol.ts';
import { createGroupActions } from './groups.ts';
import { createHeld } from './held.ts';
import { createSharedAccount } from './legacy/shared-account.ts';
import { createScreenMaintenance } from './maintenance.ts';
import type { Parts } from './parts.ts';
import { createScreenPeople } from './people.ts';
import { createQueries } from './queries.ts';
import { createScreenActions } from './screens.ts';

/** All that people and players ask of this module. */
export const createActions = (parts: Parts) => ({
  queries: createQueries(parts),
  screens: createScreenActions(parts),
  assign: createAssign(parts),
  groups: createGroupActions(parts),
  codes: createCodes(parts),
  enrol: createEnrol(parts),
  held: createHeld(parts),
  people: createScreenPeople(parts),
  maintenance: createScreenMaintenance(parts),
  shared: createSharedAccount(parts),
  events: createEventActions(parts),
  calendar: createContentCalendar(parts),
  defaults: createDefaults(parts),
});

export type Actions = ReturnType<typeof createActions>;
