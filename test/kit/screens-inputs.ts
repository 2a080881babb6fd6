import * as screens from '../../src/modules/screens/contract/routes.ts';
import { type Entry, entry, nothing } from './entry.ts';
import type { Subjects } from './subjects.ts';

const screen = async ({ screens: fresh }: Subjects): Promise<{ id: string }> => ({ id: await fresh.screen() });

/** For every route of the module `screens` an input that it accepts. */
export const SCREEN_INPUTS: readonly Entry[] = [
  entry(screens.listScreens, nothing),
  entry(screens.getScreen, screen),
  entry(screens.editScreen, async (fresh) => ({ id: await fresh.screens.screen(), name: fresh.name(), description: 'above the counter' })),
  entry(screens.archiveScreen, screen),
  entry(screens.assignScreens, async ({ siteId, screens: fresh }) => ({
    ...{ siteId, ids: [await fresh.screen()], groupId: await fresh.group() },
  })),
  entry(screens.clearServiceFailed, async ({ screens: fresh }) => ({ id: await fresh.screenWithFailure() })),
  entry(screens.getWireSchema, () => ({ schema: 'heartbeat' })),
  entry(screens.listGroups, nothing),
  entry(screens.addGroup, ({ name, siteId }) => ({ name: name(), siteId, colour: '#1c7ed6' })),
  entry(screens.editGroup, async (fresh) => ({ id: await fresh.screens.group(), name: fresh.name() })),
  entry(screens.archiveGroup, async ({ screens: fresh }) => ({ id: await fresh.group() })),
  entry(screens.orderGroups, async ({ siteId, screens: fresh }) => {
    const [one, other] = [await fresh.group(), await fresh.group()];
    return { siteId, ids: [other, one] };
  }),
  entry(screens.listEnrolmentCodes, nothing),
  entry(screens.makeEnrolmentCode, async ({ siteId, screens: fresh }) => ({ siteId, screenId: await fresh.screen(), minutes: 60 })),
  entry(screens.revokeEnrolmentCode, async ({ screens: fresh }) => ({ id: (await fresh.code()).id })),
  entry(screens.enrolScreen, async ({ screens: fresh }) => ({ ...fresh.player(), code: (await fresh.code()).code })),
  entry(screens.listHeldEnrolments, nothing),
  entry(screens.decideHeldEnrolment, async ({ screens: fresh }) => ({ id: await fresh.held(), decision: 'accept' as const })),
  entry(screens.revokeAccount, screen),
  entry(screens.getSharedAccount, nothing),
  entry(screens.renewSharedAccount, async ({ screens: fresh }) => {
    await fresh.sharing();
    return {};
  }),
];
