import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';

/** A request of which the server has read the head and half the body. */
export interface SlowRequest {
  /** Sends the rest; answers the status together with the fields of the body. */
  finish(): Promise<Readonly<Record<string, unknown>>>;
}

export async function slowRequest(
  url: string,
  path: string,
  { bearer, body }: { readonly bearer: string; readonly body: unknown },
): Promise<SlowRequest> {
  const text = JSON.stringify(body);
  const half = Math.floor(text.length / 2);
  const headers = {
    authorization: `Bearer ${bearer}`,
    'content-type': 'application/json',
    'content-length': String(text.length),
    expect: '100-continue',
  };
  const sent = request(`${url}${path}`, { method: 'POST', headers });
  // The server's word that it has taken the request on.
  await once(sent, 'continue');
  sent.write(text.slice(0, half));
  return {
    async finish() {
      const answered = once(sent, 'response');
      sent.end(text.slice(half));
      const [reply] = (await answered) as [IncomingMessage];
      return { status: reply.statusCode, ...Object(await json(reply)) };
    },
  };
}
