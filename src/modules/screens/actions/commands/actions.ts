import { createCommandActs } from './act.ts';
import { createBulk } from './bulk.ts';
import { createCrashed } from './crashed.ts';
import { createIssue } from './issue.ts';
import type { CommandParts } from './parts.ts';
import { createPublisher } from './publish.ts';
import { createCommandQueries } from './queries.ts';

/** All that people ask of commands, and what carries them to players. */
export function createCommandActions(parts: CommandParts) {
  const publisher = createPublisher(parts);
  const issue = createIssue(parts, publisher);
  return {
    ...{ publisher, issue, acts: createCommandActs(parts), queries: createCommandQueries(parts) },
    ...{ bulk: createBulk(parts, issue, publisher), crashed: createCrashed(parts) },
  };
}

export type CommandActions = ReturnType<typeof createCommandActions>;
