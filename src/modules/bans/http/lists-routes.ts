import type { Served } from '../../../kernel/http/serve.ts';
import type { AboutParts } from '../actions/about/about.ts';
import type { ListParts } from '../actions/blocklists/parts.ts';
import { aboutRoutes } from './about-routes.ts';
import { allowRoutes } from './allow-routes.ts';
import { blocklistRoutes } from './blocklist-routes.ts';
import { orderRoutes } from './order-routes.ts';
import { spreadRoutes } from './spread-routes.ts';

/** Orders, the allow list, blocklists, spread, and what others know of an address. */
export const listsRoutes = (parts: ListParts & AboutParts): readonly Served[] => [
  ...orderRoutes(parts),
  ...allowRoutes(parts),
  ...blocklistRoutes(parts),
  ...spreadRoutes(parts),
  ...aboutRoutes(parts),
];
