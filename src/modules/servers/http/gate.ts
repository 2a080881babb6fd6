import { orRefuse, type Served, serve } from '../../../kernel/http/serve.ts';
import { toWire } from '../../../shared/time.ts';
import type { createGate } from '../actions/gate.ts';
import { askGate } from '../contract/gate-routes.ts';

/** For hooks of other tools. */
export const gateRoutes = (gate: ReturnType<typeof createGate>): readonly Served[] => [
  serve(askGate, async ({ id, action }, { scope, clock }) => {
    const at = clock.now();
    const { server, answer, sentence, nextAllowedAt, reasons } = orRefuse(await gate(scope, id, action, at));
    return {
      allowed: answer === 'allow',
      answer,
      sentence,
      nextAllowedAt: toWire(nextAllowedAt),
      action,
      at: at.toString(),
      server: { id: server.id, name: server.name, site: server.site.name },
      reasons: reasons.map(({ code, params }) => ({ code, params: { ...params } })),
    };
  }),
];
