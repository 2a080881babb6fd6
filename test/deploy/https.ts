import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { said } from './files.ts';

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate for `localhost` that nobody but the tests trusts. */
export function makeCertificate(folder: string): Certificate {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  said('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    ...subject,
    '-keyout',
    keyFile,
    '-out',
    certFile,
  ]);
  return { certFile, keyFile };
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asking {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A browser of sorts at https://localhost:PORT, which connects from an address of loopback of its own. */
export interface Browser {
  ask(method: string, path: string, asking?: Asking): Promise<Reply>;
  /** An answer that goes on. */
  open(path: string, headers: Readonly<Record<string, string>>): Promise<IncomingMessage>;
}

export function browserAt({ port, certFile, from }: { readonly port: number; readonly certFile: string; readonly from: string }): Browser {
  const ca = readFileSync(certFile);
  const begin = (method: string, path: string, { body, headers = {} }: Asking): Promise<IncomingMessage> => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const json = body === undefined ? null : JSON.stringify(body);
    const sent = request(
      // One connection per request: each comes from `from`.
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        ca,
        servername: 'localhost',
        localAddress: from,
        agent: false,
        headers: headersOf(port, json, headers),
      },
      resolve,
    );
    sent.on('error', reject);
    sent.end(json ?? undefined);
    return promise;
  };
  return {
    async ask(method, path, asking = {}) {
      const reply = await begin(method, path, asking);
      const text = Buffer.concat(await Array.fromAsync(reply)).toString();
      return { status: reply.statusCode ?? 0, headers: reply.headers, text };
    },
    open: (path, headers) => begin('GET', path, { headers }),
  };
}

const headersOf = (port: number, json: string | null, headers: Readonly<Record<string, string>>): Record<string, string> => ({
  host: `localhost:${port}`,
  ...(json === null ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(json)) }),
  ...headers,
});
