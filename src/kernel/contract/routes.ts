import type { Route } from './route.ts';
import * as assets from './routes/assets.ts';
import * as auth from './routes/auth.ts';
import * as consoleRoutes from './routes/console.ts';
import * as errands from './routes/errands.ts';
import * as held from './routes/held.ts';
import * as links from './routes/links.ts';
import * as sites from './routes/sites.ts';
import * as streams from './routes/streams.ts';
import * as telling from './routes/telling.ts';
import * as today from './routes/today.ts';
import * as users from './routes/users.ts';

const isRoute = (value: unknown): value is Route => typeof value === 'object' && value !== null && 'path' in value && 'permission' in value;

/** Every route of the kernel, for `/openapi.json`, the mount's completeness test and the role walk. */
export const KERNEL_ROUTES: readonly Route[] = [
  auth,
  links,
  users,
  sites,
  assets,
  today,
  consoleRoutes,
  errands,
  held,
  telling,
  streams,
].flatMap((room) => Object.values(room).filter(isRoute));
