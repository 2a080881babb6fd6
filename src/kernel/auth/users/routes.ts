import { toWire } from '../../../shared/time.ts';
import type { GrantShape } from '../../contract/permission.ts';
import * as contract from '../../contract/routes/users.ts';
import type { Db } from '../../db/database.ts';
import { orRefuse, Refusal, type Served, serve } from '../../http/serve.ts';
import { askerOf } from '../access/rank.ts';
import type { AddUser, EditUser } from './actions.ts';
import { isHidden } from './guards.ts';
import { listPeople } from './people.ts';
import type { Standing } from './standing.ts';
import { findUser, pageOfUsers, type UserRecord } from './store.ts';

export interface UserRouteParts {
  readonly db: Db;
  readonly addUser: AddUser;
  readonly editUser: EditUser;
  readonly standing: Standing;
}

/** Administration of users, and the names for pickers. */
export const userRoutes = ({ db, addUser, editUser, standing }: UserRouteParts): readonly Served[] => [
  serve(contract.listUsers, async (input, { person, clock }) => {
    const { items, nextCursor } = await pageOfUsers(db, { ...input, withSuperadmins: askerOf(person).isSuperadmin }, clock.now());
    return { items: items.map(presentUser), nextCursor };
  }),
  serve(contract.getUser, async ({ id }, { person }) => {
    const user = await findUser(db, id);
    if (user === null || isHidden(askerOf(person), user)) throw new Refusal('users.unknown');
    return presentUser(user);
  }),
  serve(contract.addUser, async ({ role, grants, ...input }, { person }) =>
    presentUser(orRefuse(await addUser(person, { ...input, grants: withRole(role, grants) }))),
  ),
  serve(contract.editUser, async (input, { person, ifMatch }) => presentUser(orRefuse(await editUser(person, input, ifMatch)))),
  serve(contract.setPassword, async ({ id, newPassword }, { person }) => orRefuse(await standing.setPassword(person, id, newPassword))),
  serve(contract.deactivateUser, async ({ id }, { person }) => presentUser(orRefuse(await standing.deactivate(person, id)))),
  serve(contract.reactivateUser, async ({ id }, { person }) => presentUser(orRefuse(await standing.reactivate(person, id)))),
  serve(contract.unlockUser, async ({ id }, { person }) => presentUser(orRefuse(await standing.unlock(person, id)))),
  serve(contract.removeUser, async ({ id }, { person }) => orRefuse(await standing.remove(person, id))),
  serve(contract.listPeople, async (input, { person, scope }) => {
    const { users, teams } = await listPeople(db, scope, { ...input, withSuperadmins: askerOf(person).isSuperadmin });
    return { users: [...users], teams: [...teams] };
  }),
];

/** `role` is short for one grant on everything. */
const withRole = (role: GrantShape['role'] | undefined, grants: readonly GrantShape[]): readonly GrantShape[] =>
  role === undefined ? grants : [{ role, siteId: null, module: null }, ...grants];

const presentUser = (user: UserRecord) => ({
  id: user.id,
  number: user.number,
  username: user.username,
  displayName: user.displayName,
  email: user.email,
  isSuperadmin: user.isSuperadmin,
  language: user.language,
  grants: [...user.grants],
  teams: [...user.teams],
  createdAt: user.createdAt.toString(),
  lastLoginAt: toWire(user.lastLoginAt),
  lastPasswordChangeAt: toWire(user.lastPasswordChangeAt),
  failedLoginAttempts: user.failedLoginAttempts,
  lastFailedLoginAt: toWire(user.lastFailedLoginAt),
  lockedUntil: toWire(user.lockedUntil),
  deactivatedAt: toWire(user.deactivatedAt),
  deactivatedBy: user.deactivatedBy,
  version: user.version,
});
