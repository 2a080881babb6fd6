import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseReport } from '../../src/modules/servers/domain/report.ts';
import { Host } from './host.ts';

const TOKEN = 'ctr_3q2-7wEjRk_tQ9';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly type: string | undefined;
  readonly body: string;
  /** The arguments of every process on the machine while the request was under way. */
  readonly arguments: string;
}

let host: Host;
let server: Server;
let seen: Seen[];
let answer: number;
let url: string;

beforeEach(async () => {
  host = new Host();
  seen = [];
  answer = 204;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url: path, headers } = request;
      const { authorization, 'content-type': type } = headers;
      seen.push({ method, url: path, authorization, type, body: Buffer.concat(chunks).toString(), arguments: allArguments() });
      response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  host.remove();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function allArguments(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => argumentsOf(pid))
    .join('\n');
}

function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // Processes end while they are listed.
    return '';
  }
}

describe.each(['curl', 'wget'])('sent by %s', (sender) => {
  beforeEach(() => host.link(sender));

  test('the report arrives whole, with the token in its header and in no argument', async () => {
    const outcome = await host.start([], {
      CARETAKER_REPORT_URL: `${url}/`,
      CARETAKER_REPORT_TOKEN: TOKEN,
      CARETAKER_REPORT_INTERVAL: '900',
    });
    expect(outcome).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/api/servers/report',
      authorization: `Bearer ${TOKEN}`,
      type: 'text/plain; charset=utf-8',
    });
    expect(parseReport(seen[0]?.body ?? '')).toMatchObject({ ok: true, value: { intervalSeconds: 900 } });
    expect(seen[0]?.arguments).toContain(sender);
    expect(seen[0]?.arguments).not.toContain(TOKEN);
    expect(readdirSync(join(host.root, 'tmp'))).toEqual([]);
  });

  test('the token can come from a file, whatever its line ends, and the address with its path', async () => {
    host.write('token', `${TOKEN}\r\n`);
    const outcome = await host.start(['--url', `${url}/api/servers/report`, '--token-file', join(host.root, 'token')]);
    expect(outcome.code).toBe(0);
    expect(seen[0]).toMatchObject({ url: '/api/servers/report', authorization: `Bearer ${TOKEN}` });
  });

  test.each([
    [401, 5, 'does not accept this token'],
    [404, 5, 'Check the address'],
    [409, 5, 'belongs to another machine'],
    [413, 5, 'too large'],
    [422, 5, 'could not read the report'],
    [302, 4, 'answered with HTTP 302'],
  ])('HTTP %s ends with %s and a sentence', async (status, code, sentence) => {
    answer = status;
    const outcome = await host.start(['--url', url], { CARETAKER_REPORT_TOKEN: TOKEN });
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(sentence);
    expect(outcome.stderr).not.toContain(TOKEN);
  });
});

test('a console that does not answer', async () => {
  host.link('curl');
  server.close();
  const outcome = await host.start(['--url', 'http://127.0.0.1:1'], { CARETAKER_REPORT_TOKEN: TOKEN });
  expect(outcome.code).toBe(4);
  expect(outcome.stderr).toMatch(/^caretaker report: http:\/\/127\.0\.0\.1:1 did not answer: /);
});

test.each([
  ['no address', [], { CARETAKER_REPORT_TOKEN: TOKEN }, 2, 'the address of the console is missing'],
  ['an address of another kind', ['--url', 'ftp://x'], { CARETAKER_REPORT_TOKEN: TOKEN }, 2, 'is not an address'],
  ['no token', ['--url', 'http://x'], {}, 2, 'the report token is missing'],
  ['a token with a line end inside', ['--url', 'http://x'], { CARETAKER_REPORT_TOKEN: 'a"b: c' }, 2, 'characters that no token has'],
  ['a token file that is not there', ['--url', 'http://x', '--token-file', '/nowhere'], {}, 2, 'cannot be read'],
  ['neither curl nor wget', ['--url', 'http://x'], { CARETAKER_REPORT_TOKEN: TOKEN }, 3, 'neither curl nor GNU wget'],
  ['an interval that is no number', ['--dry-run'], { CARETAKER_REPORT_INTERVAL: '1h' }, 2, 'not a number of seconds'],
  ['an unknown argument', ['--frobnicate'], {}, 2, '"--frobnicate" is not known'],
  ['a missing value', ['--url'], {}, 2, '--url needs a value'],
] as const)('%s: a sentence and no report', (_what, args, env, code, sentence) => {
  const outcome = host.run(args, env);
  expect(outcome).toMatchObject({ code, stdout: '' });
  expect(outcome.stderr).toContain(sentence);
});

test('the wget of busybox is not used: it would show the token', () => {
  host.fake('wget', 'echo "BusyBox v1.36.1 multi-call binary." >&2; exit 1');
  expect(host.run(['--url', url], { CARETAKER_REPORT_TOKEN: TOKEN }).code).toBe(3);
});

test('--help tells all it can do', () => {
  const { code, stdout } = host.run(['--help']);
  expect(code).toBe(0);
  for (const word of ['--dry-run', '--install', '--uninstall', '--token-file', '--url', 'CARETAKER_REPORT_URL'])
    expect(stdout).toContain(word);
});
