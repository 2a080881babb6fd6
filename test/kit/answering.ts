import type { ResponsibilityRole } from '../../src/kernel/contract/permission.ts';
import type { Db } from '../../src/kernel/db/database.ts';

/** Somebody or a team that answers for every asset made for a house of callers. */
export type Answering =
  | { readonly userId: string; readonly role: ResponsibilityRole; readonly hasLostSight?: true }
  | { readonly teamId: string; readonly role: ResponsibilityRole };

/** Makes people responsible: by the module's own route where the console would. */
export const createMakeResponsible =
  (parts: { readonly db: Db | undefined; now(): Temporal.Instant }, add: (id: string, person: Answering) => Promise<unknown>) =>
  async (id: string, person: Answering): Promise<void> => {
    if (!('userId' in person && person.hasLostSight)) return void (await add(id, person));
    // The console makes nobody responsible who does not see the asset; sight is lost afterwards.
    if (parts.db === undefined) throw new Error('somebody has lost their sight of these subjects, which have no database');
    const row = { asset_id: id, user_id: person.userId, team_id: null, role: person.role, created_at: parts.now() };
    await parts.db.insertInto('kernel.responsibilities').values(row).execute();
  };
