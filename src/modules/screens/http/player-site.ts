import { fileURLToPath } from 'node:url';
import type { Site } from '../../../kernel/http/sites.ts';

/** What came by the network is drawn there: the page runs its own scripts alone, and may frame any website. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  'media-src http: https:',
  'frame-src http: https:',
  "connect-src 'self'",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A player for a trial, in any browser. */
export const PLAYER_SITE: Site = {
  path: '/player',
  folder: fileURLToPath(new URL('../../../../dist/player/', import.meta.url)),
  page: 'trial.html',
  policy: POLICY,
};
