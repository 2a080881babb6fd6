import type { z } from 'zod';
import { requestOf } from '../../../src/kernel/contract/request.ts';
import type { Route } from '../../../src/kernel/contract/route.ts';
import { logIn } from '../../../src/kernel/contract/routes/auth.ts';

export const PASSWORD = 'correct horse battery staple';

/** Calls the public API over HTTP, as other people's tools do. */
export interface Caller {
  readonly url: string;
  call<I extends z.ZodType, O extends z.ZodType>(route: Route<I, O>, input: z.input<I>): Promise<z.output<O>>;
}

/** Signs in for an access token, which lasts longer than any test. */
export async function signedInCaller(url: string, username: string, password = PASSWORD): Promise<Caller> {
  const user = await caller(url, null).call(logIn, { username, password });
  if (!('accessToken' in user)) throw new Error('A sign-in for tools answered without a token.');
  return caller(url, user.accessToken);
}

export function caller(url: string, accessToken: string | null): Caller {
  return {
    url,
    async call(route, input) {
      const request = requestOf(route, input);
      const headers = new Headers(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` });
      if (request.contentType !== null) headers.set('content-type', request.contentType);
      const reply = await fetch(`${url}${request.url}`, { method: route.method, headers, body: request.body });
      if (!reply.ok) throw new Error(`${route.method} ${route.path}: ${reply.status} ${await reply.text()}`);
      return route.output.parse(reply.status === 204 ? null : await reply.json());
    },
  };
}

/** Sends a report as a machine does, with its own token. Throws when it is refused. */
export async function sendReportText(url: string, token: string, text: string): Promise<void> {
  const reply = await fetch(`${url}/api/servers/report`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain; charset=utf-8' },
    body: text,
  });
  if (!reply.ok) throw new Error(`The report was refused: ${reply.status} ${await reply.text()}`);
}
