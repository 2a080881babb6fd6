import { topicOf } from '../../../../kernel/mqtt/topic.ts';
import { DeliveryError } from '../../../../kernel/outbound/delivery-error.ts';
import { isBefore } from '../../../../shared/time.ts';
import { told } from '../../contract/told.ts';
import type { CommandMessage } from '../../contract/wire/command.ts';
import { TOPICS } from '../../domain/topics.ts';
import type { CommandRow } from '../../store/commands/commands.ts';
import { LEGACY_RESTART } from '../command-settings.ts';
import { changeCommand } from './change.ts';
import { CONSOLE, type CommandParts } from './parts.ts';

/** So many are on their way to the broker at once. */
const AT_ONCE = 20;

export type Publisher = ReturnType<typeof createPublisher>;

/** Brings commands to their players. Always by the same id: a player that has it already does not do it again. */
export function createPublisher(parts: CommandParts) {
  const publish = (id: string): Promise<void> => publishCommand(parts, id);
  return {
    /** Resolves when it is known what came of it. */
    publish,
    async publishAll(ids: readonly string[]): Promise<void> {
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        await Promise.all(
          ids
            .slice(from, from + AT_ONCE)
            .map((id) =>
              publish(id).catch((error: unknown) => parts.log.error({ commandId: id, err: error }, 'a command could not be published')),
            ),
        );
      }
    },
  };
}

async function publishCommand(parts: CommandParts, id: string): Promise<void> {
  const claimed = await changeCommand(parts, CONSOLE, id, { kind: 'publishing' });
  if (claimed === null || !mayBePublished(claimed.after, parts.clock.now())) return;
  const { after: command } = claimed;
  try {
    if (command.screen.uuid === null) throw new DeliveryError(told('screens.player_gone'), { permanent: true });
    await send(parts, command, command.screen.uuid, TOPICS.commands);
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    await changeCommand(parts, CONSOLE, id, { kind: 'publish_failed', reason: error.message });
    return;
  }
  await changeCommand(parts, CONSOLE, id, { kind: 'published' });
  await tellOldPlayers(parts, command, claimed.before.status === 'queued');
}

const mayBePublished = ({ publishedAt, status, expiresAt, timedOutAt }: CommandRow, now: Temporal.Instant): boolean =>
  publishedAt === null && isBefore(now, expiresAt) && (status === 'publish_in_progress' || timedOutAt === 'publish_in_progress');

const send = ({ mqtt, held }: CommandParts, command: CommandRow, uuid: string, topic: typeof TOPICS.commands | typeof TOPICS.commandsOld) =>
  held.whileNotHeld(() => mqtt.publish(topicOf(topic, { uuid }), JSON.stringify(messageOf(command, uuid))));

const messageOf = ({ id, action, issuedAt, expiresAt, requestedBy, reason }: CommandRow, uuid: string): CommandMessage => ({
  ...{ schema_version: '1.0', command_id: id, client_uuid: uuid, action, issued_at: issuedAt.toString(), expires_at: expiresAt.toString() },
  ...{ requested_by: requestedBy?.number ?? null, reason },
});

/**
 * Players of the old contract hear the same command by its old name, and those before it a bare word. That has no id by which it could
 * be told from a second one: it is said at most once, with a reboot.
 */
async function tellOldPlayers(parts: CommandParts, command: CommandRow, isFirstTry: boolean): Promise<void> {
  const { uuid } = command.screen;
  if (uuid === null) return;
  try {
    await send(parts, command, uuid, TOPICS.commandsOld);
    if (!isFirstTry || command.action !== 'reboot_host') return;
    if (!(await parts.settings.read(parts.db, LEGACY_RESTART.key, LEGACY_RESTART.declaration))) return;
    await parts.held.whileNotHeld(() => parts.mqtt.publish(topicOf(TOPICS.legacyRestart, { uuid }), JSON.stringify({ action: 'restart' })));
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    parts.log.info({ commandId: command.id, err: error }, 'a command was not published under its old names');
  }
}
