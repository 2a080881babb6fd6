import type { Clock } from '../../shared/time.ts';
import type { Permission } from '../contract/permission.ts';
import type { Db } from '../db/database.ts';
import type { Transact } from '../db/transact.ts';
import type { Gatekeeper } from '../http/gatekeeper.ts';
import type { Served } from '../http/serve.ts';
import type { Log } from '../log/log.ts';
import type { Job } from '../module.ts';
import type { Seal } from '../secrets/seal.ts';
import type { Settings } from '../settings/settings.ts';
import { createMayOnAssets, type MayOnAssets } from './access/asset-access.ts';
import { createAccountActions } from './account/actions.ts';
import { createApiTokenActions } from './account/api-tokens.ts';
import { accountRoutes } from './account/routes.ts';
import { type CommandLineUsers, createCommandLineUsers } from './command-line.ts';
import type { DeviceTokens } from './device-tokens.ts';
import { createGatekeeper } from './gatekeeper.ts';
import { createLinkActions } from './links/actions.ts';
import type { LinkPurpose } from './links/links.ts';
import { linkRoutes } from './links/routes.ts';
import { createPruneJob } from './prune.ts';
import { createSessionLimits } from './sessions/settings.ts';
import { createSetup, type Setup } from './setup/setup.ts';
import { signInRoutes } from './sign-in/routes.ts';
import { createSignIn } from './sign-in/sign-in.ts';
import { createTeamActions } from './teams/actions.ts';
import { teamRoutes } from './teams/routes.ts';
import { createAccessTokens } from './tokens/access-tokens.ts';
import { createRefresh } from './tokens/refresh.ts';
import { createSigningKeys } from './tokens/signing-keys.ts';
import { createAddUser, createEditUser } from './users/actions.ts';
import { userRoutes } from './users/routes.ts';
import { createStanding } from './users/standing.ts';

export interface AuthParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly log: Log;
  readonly seal: Seal;
  readonly settings: Settings;
  /** All permissions: the kernel's and every module's. */
  readonly permissions: readonly Permission[];
  /** Names of all modules there are, running or not, that a grant may be limited to. */
  readonly modules: readonly string[];
  readonly deviceTokens: readonly DeviceTokens[];
  /** What secret links can lead to. */
  readonly linkPurposes: readonly LinkPurpose[];
  /** Where people reach the console, without a trailing slash. */
  readonly publicUrl: string;
}

/** Identity and access, ready to serve. */
export interface Auth {
  readonly gatekeeper: Gatekeeper;
  readonly routes: readonly Served[];
  readonly jobs: readonly Job[];
  /** Asked at every start, with CARETAKER_SETUP_TOKEN or null: whether a set-up link is to be printed, and its token. */
  readonly prepareSetup: Setup['prepare'];
  /** Which permissions a person holds on assets, for lists that offer actions. */
  readonly mayOnAssets: MayOnAssets;
  readonly commandLine: CommandLineUsers;
}

/** Wires the room; does no I/O. One straight composition. */
export function createAuth({
  db,
  transact,
  clock,
  log,
  seal,
  settings,
  modules,
  deviceTokens,
  linkPurposes,
  publicUrl,
  ...parts
}: AuthParts): Auth {
  const permissions = new Map(parts.permissions.map((permission) => [permission.name, permission]));
  const sessionLimits = createSessionLimits({ db, settings, clock });
  const accessTokens = createAccessTokens({ clock, keys: createSigningKeys({ db, transact, clock, seal, log }) });
  const setup = createSetup({ db, transact });
  const signIn = createSignIn({ db, transact, sessionLimits });
  const refresh = createRefresh({ transact });
  const account = createAccountActions({ db, transact });
  const apiTokens = createApiTokenActions({ transact, permissions });
  const links = createLinkActions({ transact, purposes: linkPurposes, publicUrl });
  const addUser = createAddUser({ transact, modules });
  const editUser = createEditUser({ transact, modules });
  const standing = createStanding({ db, transact });
  const teams = createTeamActions({ transact, modules });
  return {
    gatekeeper: createGatekeeper({ db, transact, clock, sessionLimits, accessTokens, deviceTokens, permissions }),
    routes: [
      ...signInRoutes({ db, clock, permissions, setup, signIn, refresh, accessTokens }),
      ...accountRoutes({ db, permissions, sessionLimits, account, apiTokens }),
      ...linkRoutes({ db, purposes: linkPurposes, links }),
      ...userRoutes({ db, addUser, editUser, standing }),
      ...teamRoutes({ db, teams }),
    ],
    jobs: [createPruneJob({ transact, clock })],
    prepareSetup: setup.prepare,
    mayOnAssets: createMayOnAssets(permissions),
    commandLine: createCommandLineUsers({ db, clock, addUser, standing }),
  };
}
