/** One answer of a console. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else null. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface Question {
  readonly body?: unknown;
  /** Access or report token. */
  readonly bearer?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The way to a console over HTTP. */
export interface Connection {
  /** Without a trailing slash. */
  readonly url: string;
  ask(method: string, path: string, question?: Question): Promise<Answer>;
  /** Makes the first superadmin, `sam`. */
  setUp(token: string | null): Promise<Answer>;
  /** An access token. Throws where signing in fails. */
  signIn(username?: string, password?: string): Promise<string>;
}

export const PASSWORD = 'correct horse battery staple';

export function connectionTo(announced: string): Connection {
  // It listens on one address; the name may stand for another one first.
  const url = announced.replace('//localhost:', '//127.0.0.1:');
  const ask = async (method: string, path: string, { body, bearer, headers = {} }: Question = {}): Promise<Answer> => {
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' }),
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return answerFrom(reply);
  };
  return {
    url,
    ask,
    setUp: (token) => ask('POST', '/api/setup', { body: { token, username: 'sam', password: PASSWORD } }),
    async signIn(username = 'sam', password = PASSWORD) {
      const { status, body } = await ask('POST', '/api/auth/login', { body: { username, password } });
      if (status !== 200) throw new Error(`${username} could not sign in: ${status} ${String(body['code'])}`);
      return String(body['accessToken']);
    },
  };
}

async function answerFrom(reply: Response): Promise<Answer> {
  const text = await reply.text();
  const isJson = reply.headers.get('content-type')?.includes('json') === true;
  const parsed: unknown = isJson ? JSON.parse(text) : null;
  return { status: reply.status, headers: reply.headers, body: Object(parsed) as Readonly<Record<string, unknown>>, text };
}

/** The items of a list. */
export function itemsOf({ body }: Answer): readonly Readonly<Record<string, unknown>>[] {
  const items = body['items'];
  return Array.isArray(items) ? items : [];
}

/** All items of a list, page by page. */
export async function everyItem({ ask }: Connection, path: string, bearer: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const all: Readonly<Record<string, unknown>>[] = [];
  for (let cursor: unknown = ''; cursor !== null; ) {
    const address = new URL(path, 'http://console');
    address.searchParams.set('limit', '200');
    if (cursor !== '') address.searchParams.set('cursor', String(cursor));
    const page = await ask('GET', `${address.pathname}${address.search}`, { bearer });
    if (page.status !== 200) throw new Error(page.text);
    all.push(...itemsOf(page));
    cursor = page.body['nextCursor'];
  }
  return all;
}
