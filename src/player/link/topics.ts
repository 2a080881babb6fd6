import { TOPICS } from '../../modules/screens/contract/wire/topics.ts';

type Name = keyof typeof TOPICS;

/** A topic of this player, or of its group. */
export const topicOf = (name: Name, params: { readonly uuid: string; readonly group?: number; readonly level?: string }): string =>
  TOPICS[name]
    .replace(':uuid', params.uuid)
    .replace(':group', String(params.group ?? ''))
    .replace(':level', params.level ?? '');

/** What every player hears. */
export const ownTopics = (uuid: string): readonly string[] =>
  (['discoveryAck', 'groupId', 'commands', 'commandsOld', 'powerIntent'] as const).map((name) => topicOf(name, { uuid }));

/** What the players of a group hear. */
export const groupTopics = (uuid: string, group: number): readonly string[] =>
  (['events', 'schedule', 'groupPowerIntent', 'interrupt'] as const).map((name) => topicOf(name, { uuid, group }));
