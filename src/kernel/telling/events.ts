import type { NewEvent } from '../events/publish.ts';

/**
 * What happened to how a person is told; the person's own pages hear of it, and the timer.
 * `changed`: channels or hours, so that others may have to be asked. `asked`: there is something to send now. `sent`: a message has ended.
 */
export const tellingEvent = (what: 'changed' | 'asked' | 'sent', userId: string): NewEvent => ({
  name: `telling.${what}`,
  module: 'telling',
  siteId: null,
  assetId: null,
  payload: { userId },
});
