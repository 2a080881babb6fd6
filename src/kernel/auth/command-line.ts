import { type Result, refuse } from '../../shared/result.ts';
import type { Clock } from '../../shared/time.ts';
import type { Db } from '../db/database.ts';
import { systemActor } from './actor.ts';
import type { AddUser, AddUserFault, AddUserInput } from './users/actions.ts';
import type { GuardCode } from './users/guards.ts';
import type { Standing } from './users/standing.ts';
import { findUserByName, pageOfUsers, type UserRecord } from './users/store.ts';

/**
 * What `caretaker user …` does. Whoever may run commands beside the database owns the console,
 * so the guard rules about rank do not bind them; the last superadmin stays all the same.
 */
export interface CommandLineUsers {
  createUser(input: AddUserInput): Promise<Result<UserRecord, AddUserFault>>;
  /** Ends the user's sessions and delays, too: the way back in. */
  setPassword(username: string, newPassword: string): Promise<Result<null, GuardCode | 'auth.password_common'>>;
  /** By name, superadmins and switched-off people included. */
  listUsers(): Promise<readonly UserRecord[]>;
}

interface CommandLineParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly addUser: AddUser;
  readonly standing: Standing;
}

const MOST_USERS = 100_000;

export function createCommandLineUsers({ db, clock, addUser, standing }: CommandLineParts): CommandLineUsers {
  const by = systemActor('command line');
  return {
    createUser: (input) => addUser(by, input),
    async setPassword(username, newPassword) {
      const user = await findUserByName(db, username);
      return user === null ? refuse('users.unknown') : await standing.setPassword(by, user.id, newPassword);
    },
    async listUsers() {
      const { items } = await pageOfUsers(db, { limit: MOST_USERS, sort: 'username', withSuperadmins: true }, clock.now());
      return items;
    },
  };
}
