import { toWire } from '../../../shared/time.ts';
import type { CommandView } from '../actions/commands/queries.ts';
import type * as wire from '../contract/command-shapes.ts';
import { canCancel } from '../domain/command/next.ts';

type CommandRow = CommandView['command'];

export const presentCommand = (command: CommandRow): wire.Command => ({
  ...{ id: command.id, screen: { id: command.screen.id, name: command.screen.name }, siteId: command.screen.siteId },
  ...{ action: command.action, status: command.status, since: command.since.toString(), timedOutAt: command.timedOutAt },
  ...{ reason: command.reason, requestedBy: command.requestedBy?.username ?? null },
  ...{ issuedAt: command.issuedAt.toString(), expiresAt: command.expiresAt.toString() },
  ...{ publishedAt: toWire(command.publishedAt), ackedAt: toWire(command.ackedAt) },
  ...{ executionStartedAt: toWire(command.executionStartedAt), completedAt: toWire(command.completedAt) },
  ...{ failedAt: toWire(command.failedAt), errorCode: command.errorCode, errorMessage: command.errorMessage },
  ...{ updatedAt: command.updatedAt.toString(), canCancel: canCancel(command) },
});

export const presentCommandDetail = ({ command, steps }: CommandView): wire.CommandDetail => ({
  ...presentCommand(command),
  steps: steps.map(({ at, status, because, by, detail }) => ({ at: at.toString(), status, because, by, detail })),
});
