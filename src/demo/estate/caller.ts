import type { z } from 'zod';
import { requestOf } from '../../kernel/contract/request.ts';
import type { Route } from '../../kernel/contract/route.ts';
import { logIn, logOut } from '../../kernel/contract/routes/auth.ts';

/** Calls routes of the running console as a signed-in person. Throws an Error with the problem's sentence. */
export interface Caller {
  call<R extends Route>(route: R, input: z.input<R['input']>, ifMatch?: number): Promise<z.output<R['output']>>;
  /** A route that takes bytes. */
  upload<R extends Route>(route: R, input: z.input<R['input']>, bytes: Uint8Array): Promise<z.output<R['output']>>;
  signOut(): Promise<void>;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Asks one route of the console at `url`; `token` null: as a stranger. */
export async function ask<R extends Route>(
  url: string,
  token: string | null,
  route: R,
  input: z.input<R['input']>,
  { ifMatch, bytes }: { readonly ifMatch?: number; readonly bytes?: Uint8Array } = {},
): Promise<z.output<R['output']>> {
  const request = requestOf(route, input);
  const contentType = bytes === undefined ? request.contentType : 'application/octet-stream';
  const reply = await fetch(`${url}${request.url}`, {
    method: route.method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(contentType === null ? {} : { 'content-type': contentType }),
      ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
    },
    body: bytes === undefined ? request.body : new Uint8Array(bytes),
  });
  if (!reply.ok) throw new Error(`${route.method} ${request.url} answered ${reply.status}: ${await reply.text()}`);
  const answer: unknown = reply.status === 204 ? null : await reply.json();
  return route.output.parse(answer) as z.output<R['output']>;
}

export async function signIn(url: string, { username, password }: Credentials): Promise<Caller> {
  const signedIn = await ask(url, null, logIn, { username, password, session: 'token' });
  if (!('accessToken' in signedIn)) throw new Error('the console answered a sign-in for tools without a token');
  const token = signedIn.accessToken;
  return {
    call: (route, input, ifMatch) => ask(url, token, route, input, ifMatch === undefined ? {} : { ifMatch }),
    upload: (route, input, bytes) => ask(url, token, route, input, { bytes }),
    signOut: async () => void (await ask(url, token, logOut, {})),
  };
}
