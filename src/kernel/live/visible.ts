import { inScope, type Scope } from '../contract/access.ts';
import type { PublishedEvent } from '../events/subscriptions.ts';

/** Who is following, as far as it decides what they may hear. */
export interface Listener {
  readonly userId: string;
  readonly scope: Scope;
}

/**
 * Whether somebody may hear of an event. Without a site it is about the console itself, for people who reach everything;
 * what happens to one's own account is always one's own to hear.
 */
export function mayHear({ userId, scope }: Listener, event: Pick<PublishedEvent, 'module' | 'siteId' | 'payload'>): boolean {
  if (event.payload['userId'] === userId) return true;
  if (event.siteId === null) return scope.some((reach) => reach.module === null && reach.siteId === null);
  return inScope(scope, { module: event.module, siteId: event.siteId });
}
