import { afterAll } from 'vitest';
import { newId } from '../../shared/ids.ts';
import { systemClock } from '../../shared/time.ts';
import type { Actor, Origin, PersonActor } from '../auth/actor.ts';
import { WHOLE_ESTATE } from '../contract/access.ts';
import { KERNEL_SENTENCES } from '../contract/sentences.ts';
import { createLog } from '../log/log.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { createHttp, type Http, type HttpParts } from './server.ts';

export const OLGA = newId<'user'>();

/** Olga may everything here; the door itself is what these tests are about, not who has its keys. */
export const olga = (origin: Origin = { address: null, requestId: null }): PersonActor => ({
  kind: 'person',
  userId: OLGA,
  username: 'olga',
  superadmin: true,
  grants: [],
  tokenScopes: null,
  tokenSites: null,
  sessionId: null,
  apiTokenId: null,
  origin,
});

const OUTSIDER_PERMISSIONS = ['test:never'];

/**
 * Lets in who says `Bearer olga` or brings the cookie `session=olga`. Nobody holds `test:never`;
 * input with `hidden: true` lies outside everybody's scope.
 */
export const openDoor: Gatekeeper = {
  async identify(shown, origin) {
    const credential = shown.authorization?.replace('Bearer ', '') ?? shown.cookie('session');
    if (credential === null) return { ok: true, actor: { kind: 'stranger', origin }, via: 'none' };
    if (credential !== 'olga') return { ok: false, code: 'kernel.not_signed_in' };
    return { ok: true, actor: olga(origin), via: shown.authorization === null ? 'cookie' : 'header' };
  },
  async mayEver(actor, route) {
    if (actor.kind === 'stranger') return { ok: false, code: 'kernel.not_signed_in' };
    const isHeld = !OUTSIDER_PERMISSIONS.includes(route.permission ?? '');
    return isHeld ? { ok: true, scope: WHOLE_ESTATE } : { ok: false, code: 'kernel.forbidden' };
  },
  async admit(actor: Actor, _route, input) {
    if (actor.kind === 'stranger') return { ok: false, code: 'kernel.not_signed_in' };
    return input['hidden'] === true ? { ok: false, code: 'kernel.not_found' } : { ok: true, scope: WHOLE_ESTATE };
  },
  recheck: async (actor) => actor,
};

export interface TestHttp extends Http {
  readonly url: string;
  /** Lines of the log, as JSON texts. */
  readonly logged: string[];
}

/** A console's door on a free port of loopback, closed after the file's last test. */
export async function startTestHttp(parts: Partial<HttpParts> = {}): Promise<TestHttp> {
  const logged: string[] = [];
  const http = await createHttp({
    served: [],
    gatekeeper: openDoor,
    permissions: [],
    sentences: KERNEL_SENTENCES,
    clock: systemClock,
    log: createLog({ level: 'debug', format: 'json' }, { write: (line) => void logged.push(line) }),
    metrics: createMetrics(),
    trustProxy: [],
    publicUrl: null,
    version: '0.0.0',
    webDir: '/nowhere/caretaker-pages',
    edges: [],
    checkOutput: true,
    ...parts,
  });
  const { port } = await http.listen({ host: '127.0.0.1', port: 0 });
  afterAll(() => http.stop());
  return { ...http, url: `http://127.0.0.1:${port}`, logged };
}
