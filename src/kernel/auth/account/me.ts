import type { z } from 'zod';
import { toWire } from '../../../shared/time.ts';
import { type Reach, scopeOf } from '../../contract/access.ts';
import type { Permission } from '../../contract/permission.ts';
import type { Me } from '../../contract/routes/auth.ts';
import type { Db, Tx } from '../../db/database.ts';
import { Refusal } from '../../http/serve.ts';
import type { PersonActor } from '../actor.ts';
import { findUser } from '../users/store.ts';

/** The signed-in person as pages see them: what they are, and where they hold what. A token shows what it holds itself. */
export async function readMe(db: Db | Tx, actor: PersonActor, permissions: ReadonlyMap<string, Permission>): Promise<z.input<typeof Me>> {
  const user = await findUser(db, actor.userId);
  // Removed between the look at the session and this one.
  if (user === null) throw new Refusal('kernel.not_signed_in');
  return {
    id: user.id,
    username: user.username,
    displayName: user.displayName,
    email: user.email,
    isSuperadmin: user.isSuperadmin,
    language: user.language,
    timeZone: user.timeZone,
    grants: [...actor.grants],
    permissions: heldBy(actor, permissions),
    lastLoginAt: toWire(user.lastLoginAt),
    lastPasswordChangeAt: toWire(user.lastPasswordChangeAt),
  };
}

function heldBy(actor: PersonActor, permissions: ReadonlyMap<string, Permission>): Record<string, Reach[]> {
  const held = [...permissions.values()].map((permission): [string, Reach[]] => [permission.name, [...scopeOf(actor, permission)]]);
  return Object.fromEntries(held.filter(([, scope]) => scope.length > 0));
}
