import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Config } from '../kernel/config/config.ts';
import { StartError } from '../kernel/start-error.ts';
import { type Command, type Given, UsageError } from './command.ts';

const TIMEOUT_MS = 20_000;

/** What the console answers, as far as this command tells it on. */
const Answer = z.looseObject({
  allowed: z.boolean(),
  answer: z.enum(['allow', 'confirm', 'deny']),
  sentence: z.string(),
  nextAllowedAt: z.string().nullable(),
});
type Answer = z.infer<typeof Answer>;

/** Exit codes that hooks go by. Whoever could not ask must not go on as if it had been allowed, and can tell the two apart. */
const ALLOWED = 0;
const NOT_NOW = 1;
const NOT_ASKED = 2;

/** Asks a console, here or elsewhere, whether something may start on a server. */
export const gateCommand: Command = {
  name: 'gate',
  summary: 'Ask a console whether an update or reboot may start now: exit code 0 yes, 1 not now, 2 it could not be asked.',
  usage: 'update|reboot SERVER [--url URL] [--token-file FILE] [--confirm-is-ok] [--json]',
  flags: {
    url: { type: 'string' },
    'token-file': { type: 'string' },
    'confirm-is-ok': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  failure: NOT_ASKED,
  async run({ words, flags, config, print }) {
    const [action, server, ...more] = words;
    if ((action !== 'update' && action !== 'reboot') || server === undefined || more.length > 0) {
      throw new UsageError('Say what and where: update or reboot, and the id or name of one server.');
    }
    const answer = await ask(
      urlOf(flags, config),
      tokenOf(flags, config),
      `/api/servers/${encodeURIComponent(server)}/gate?action=${action}`,
    );
    print(flags['json'] === true ? JSON.stringify(answer) : answerText(answer));
    return mayGoOn(answer, flags['confirm-is-ok'] === true) ? ALLOWED : NOT_NOW;
  },
};

const mayGoOn = ({ allowed, answer }: Answer, isConfirmed: boolean): boolean => allowed || (isConfirmed && answer === 'confirm');

const answerText = ({ allowed, sentence, nextAllowedAt }: Answer): string =>
  allowed ? sentence : `${sentence}\nNext safe instant: ${nextAllowedAt ?? 'none in sight'}`;

function urlOf(flags: Given['flags'], { gate, publicUrl, port }: Config): string {
  const given = flags['url'] ?? gate.url ?? publicUrl ?? `http://localhost:${port}`;
  const url = URL.parse(String(given));
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(`${String(given)} is no address such as https://caretaker.example.org.`);
  return url.origin;
}

function tokenOf(flags: Given['flags'], { gate }: Config): string {
  const file = flags['token-file'];
  const token = typeof file === 'string' ? readToken(file) : gate.token;
  if (token === null || token === '')
    throw new StartError('A token is missing: name a file with --token-file or CARETAKER_GATE_TOKEN_FILE.');
  return token;
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n', 1)[0]?.trim() ?? '';
  } catch (error) {
    throw new StartError(`The token file cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

async function ask(url: string, token: string, path: string): Promise<Answer> {
  const { status, body } = await fetchAnswer(url, token, path);
  const answer = Answer.safeParse(body);
  if (status === 200 && answer.success) return answer.data;
  const title: unknown = Reflect.get(Object(body), 'title');
  throw new StartError(`${url} answered with ${status}${typeof title === 'string' ? `: ${title}` : ', and not as a console does.'}`);
}

async function fetchAnswer(url: string, token: string, path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    // A redirect would carry the token to whom nobody named.
    const reply = await fetch(`${url}${path}`, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const isJson = reply.headers.get('content-type')?.includes('json') === true;
    return { status: reply.status, body: isJson ? await reply.json() : null };
  } catch (error) {
    throw new StartError(`${url} could not be asked: ${reasonOf(error)}.`);
  }
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
};
