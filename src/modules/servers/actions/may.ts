import { createMayOnAssets, type MayOnAssets } from '../../../kernel/auth/access/asset-access.ts';
import type { Permission } from '../../../kernel/contract/permission.ts';
import { KERNEL_PERMISSIONS } from '../../../kernel/contract/permissions.ts';
import { SERVERS_PERMISSIONS } from '../contract/permissions.ts';

const PERMISSIONS: ReadonlyMap<string, Permission> = new Map(
  [...KERNEL_PERMISSIONS, ...SERVERS_PERMISSIONS].map((permission) => [permission.name, permission]),
);

/** Which permissions a person holds on which servers. */
export const mayOnServers: MayOnAssets = createMayOnAssets(PERMISSIONS);

/** The permission to see servers, by which what is in sight is told. */
export const READ_SERVERS: Permission = SERVERS_PERMISSIONS[0];

/** The permission to mark, to plan, and to agree as the second person. */
export const ACT_ON_SERVERS: Permission & { readonly name: 'servers:act' } = SERVERS_PERMISSIONS[2];
