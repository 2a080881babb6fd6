import type { PublishedEvent } from '../../../kernel/events/subscriptions.ts';
import type { Resource } from '../../../kernel/module.ts';
import type { HostChange } from '../actions/hosts/parts.ts';
import type { Watch } from '../actions/hosts/watch.ts';
import { BANS_EVENTS } from '../contract/events.ts';

/** After these the host is looked at at once, whatever its turn would be. */
const AT_ONCE: ReadonlySet<unknown> = new Set<HostChange>(['added', 'edited', 'archived', 'key', 'settings']);

/** The watch over all hosts; belongs to the leader. */
export const watchResource = (watch: Watch): Resource => ({ name: 'bans.watch', start: () => watch.start() });

export const hearForWatch =
  (watch: Watch) =>
  ({ name, payload, assetId }: Pick<PublishedEvent, 'name' | 'payload' | 'assetId'>): void => {
    if (name === BANS_EVENTS.hostChanged && AT_ONCE.has(payload['because'])) watch.poke(assetId);
  };
