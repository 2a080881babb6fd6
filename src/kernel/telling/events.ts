import type { NewEvent } from '../events/publish.ts';

/** Something about what a person is told, or how, has changed: the person's own pages and the timer hear of it. */
export const tellingChanged = (userId: string): NewEvent => ({
  name: 'telling.changed',
  module: 'telling',
  siteId: null,
  assetId: null,
  payload: { userId },
});
