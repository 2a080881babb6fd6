import type { Permission } from '../../src/kernel/contract/permission.ts';
import { KERNEL_PERMISSIONS } from '../../src/kernel/contract/permissions.ts';
import type { Route } from '../../src/kernel/contract/route.ts';
import { KERNEL_ROUTES } from '../../src/kernel/contract/routes.ts';
import { modules } from '../../src/modules.ts';

/** Every contract of the console: the kernel's and every module's. */
export const ALL_ROUTES: readonly Route[] = [...KERNEL_ROUTES, ...modules.flatMap((module) => module.routes)];

export const ALL_PERMISSIONS: ReadonlyMap<string, Permission> = new Map(
  [...KERNEL_PERMISSIONS, ...modules.flatMap((module) => module.permissions)].map((permission) => [permission.name, permission]),
);

/** The module whose route it is; null: the kernel's. */
export const moduleOf = (route: Route): string | null => modules.find(({ routes }) => routes.includes(route))?.name ?? null;

/** `PATCH /servers/:id` */
export const nameOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

export const isMutating = ({ method }: Pick<Route, 'method'>): boolean => method !== 'GET';

/** What a route asks for; null: anybody may call it. */
export function permissionOf(route: Route): Permission | null {
  if (route.permission === null) return null;
  const permission = ALL_PERMISSIONS.get(route.permission);
  if (permission === undefined) throw new Error(`${nameOf(route)} wants ${route.permission}, which no table declares`);
  return permission;
}
