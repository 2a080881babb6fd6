import * as screens from '../../src/modules/screens/contract/routes.ts';
import { CONTENT_INPUTS } from './content-inputs.ts';
import { type Entry, entry, nothing } from './entry.ts';
import type { Subjects } from './subjects.ts';

const screen = async ({ screens: fresh }: Subjects): Promise<{ id: string }> => ({ id: await fresh.screen() });

const screenWithLines = async ({ screens: fresh }: Subjects): Promise<{ id: string }> => ({ id: await fresh.screenWithLines() });

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
  ...CONTENT_INPUTS,
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
  entry(screens.addScreenPerson, async (fresh) => ({
    ...{ id: await fresh.screens.screen(), userId: await fresh.user(), role: 'maintainer' as const },
  })),
  entry(screens.removeScreenPerson, async (fresh) => {
    const [id, personId] = [await fresh.screens.screen(), await fresh.user()];
    await fresh.screens.makeResponsible(id, personId);
    return { id, personId };
  }),
  entry(screens.startScreenMaintenance, async ({ clock, screens: fresh }) => ({
    ...{ id: await fresh.screen(), endsAt: clock.now().add({ hours: 2 }).toString(), reason: 'a new cable' },
  })),
  entry(screens.endScreenMaintenance, async ({ screens: fresh }) => ({ id: await fresh.screenInMaintenance() })),
  entry(screens.restartScreen, ({ screens: fresh }) => fresh.publishedCommand('reboot_host')),
  entry(screens.restartScreenApp, ({ screens: fresh }) => fresh.publishedCommand('restart_app')),
  entry(screens.shutDownScreen, ({ screens: fresh }) => fresh.publishedCommand('shutdown_host')),
  entry(screens.commandScreens, async ({ screens: fresh }) => ({
    ...{ ids: [await fresh.screen()], action: 'restart_app' as const, reason: 'a new version' },
  })),
  entry(screens.listCommands, nothing),
  entry(screens.getCommand, async ({ screens: fresh }) => ({ id: await fresh.command() })),
  entry(screens.cancelCommand, async ({ screens: fresh }) => ({ id: await fresh.command() })),
  entry(screens.closeCommand, async ({ screens: fresh }) => ({
    ...{ id: await fresh.stuckCommand(), outcome: 'failed' as const, note: 'a broken plug' },
  })),
  entry(screens.listCrashed, nothing),
  entry(screens.getSharedAccount, nothing),
  entry(screens.renewSharedAccount, async ({ screens: fresh }) => {
    await fresh.sharing();
    return {};
  }),
  entry(screens.listScreenLogs, screenWithLines),
  entry(screens.screenLogsSummary, nothing),
  entry(screens.listRecentErrors, nothing),
  entry(screens.listScreenshots, screen),
  entry(screens.latestScreenshot, async ({ screens: fresh }) => ({ id: (await fresh.screenWithPicture()).id })),
  entry(screens.getScreenshotImage, async ({ screens: fresh }) => fresh.screenWithPicture()),
  entry(screens.monitorScreens, nothing),
  entry(screens.countScreens, nothing),
  entry(screens.screensOverview, nothing),
  entry(screens.listServiceFailed, nothing),
  entry(screens.screenHistory, screen),
];
