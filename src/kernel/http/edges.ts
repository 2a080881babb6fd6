import type { FastifyInstance, FastifyRequest } from 'fastify';
import { getHealth } from '../contract/routes/console.ts';
import { isLocal, originOf } from './caller.ts';
import { readCookie } from './cookies.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { Refusal } from './serve.ts';

/** An address outside `/api` that programs ask: state, figures, texts. Answers GET and HEAD. */
export interface Edge {
  readonly path: string;
  /** `insider`: from this machine, or with `health:read`. */
  readonly who: 'anyone' | 'insider';
  answer(caller: EdgeCaller): Promise<EdgeAnswer>;
}

interface EdgeCaller {
  /** Whether details may be told: asked from this machine, or by somebody with `health:read`. */
  isInsider(): Promise<boolean>;
}

interface EdgeAnswer {
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
}

export interface EdgeParts {
  readonly edges: readonly Edge[];
  readonly gatekeeper: Gatekeeper;
  isSecure(request: FastifyRequest): boolean;
}

export function registerEdges(app: FastifyInstance, { edges, ...parts }: EdgeParts): void {
  for (const edge of edges) {
    app.route({
      method: ['GET', 'HEAD'],
      url: edge.path,
      // What watches the console must not be refused because something else asks too much.
      config: { rateLimit: false },
      handler: async (request, reply) => {
        if (edge.who === 'insider' && !isLocal(request)) await assertMayRead(request, parts);
        const { status, mediaType, text } = await edge.answer({ isInsider: () => isInsider(request, parts) });
        return reply.code(status).type(mediaType).send(text);
      },
    });
  }
}

/** A text of a module, such as the agent's script. */
export const textEdge = ({
  path,
  mediaType,
  text,
}: {
  readonly path: string;
  readonly mediaType: string;
  readonly text: string;
}): Edge => ({
  path,
  who: 'anyone',
  answer: async () => ({ status: 200, mediaType, text }),
});

type Asked = Omit<EdgeParts, 'edges'>;

async function isInsider(request: FastifyRequest, parts: Asked): Promise<boolean> {
  if (isLocal(request)) return true;
  try {
    await assertMayRead(request, parts);
    return true;
  } catch {
    return false; // Not signed in, not permitted, or the database that knows is away: no details then.
  }
}

async function assertMayRead(request: FastifyRequest, { gatekeeper, isSecure }: Asked): Promise<void> {
  const shown = {
    authorization: request.headers.authorization ?? null,
    cookie: (name: string) => readCookie(request, name, isSecure(request)),
  };
  const identified = await gatekeeper.identify(shown, originOf(request));
  if (!identified.ok) throw new Refusal(identified.code);
  // The page of health asks for the same permission by its route.
  const admission = await gatekeeper.admit(identified.actor, getHealth, {});
  if (!admission.ok) throw new Refusal(admission.code);
}
