import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { SayingError, sayingOf } from '../contract/saying.ts';
import { told } from '../contract/told.ts';
import { DeliveryError } from '../outbound/delivery-error.ts';
import { isBlobName, pathOf } from './blob-name.ts';
import type { FileStore } from './file-store.ts';
import type { S3Place } from './s3-place.ts';

const CONNECT_MS = 5_000;
/** Without a byte in either direction. */
const SILENT_MS = 30_000;
const TRIES = 3;

type Sdk = typeof import('@aws-sdk/client-s3');

/** A bucket. What is put is there whole or not at all, which S3 promises of one PUT (up to 5 GB). */
export function createS3Store(place: S3Place): FileStore {
  const { bucket: Bucket, prefix } = place;
  const keyOf = (path: string): string => (prefix === '' ? path : `${prefix}/${path}`);
  // Large, and only for houses that have such a store.
  let opened: Promise<{ readonly sdk: Sdk; readonly client: S3Client }> | null = null;
  const open = () => {
    opened ??= import('@aws-sdk/client-s3').then((sdk) => ({ sdk, client: clientFor(sdk, place) }));
    return opened;
  };
  /** Runs one request; errors become `DeliveryError`, with the given answer for what is not there. */
  async function ask<T, M>(request: (sdk: Sdk, client: S3Client) => Promise<T>, ifMissing: M): Promise<T | M> {
    const { sdk, client } = await open();
    try {
      return await request(sdk, client);
    } catch (error) {
      if (statusOf(error) === 404 && nameOf(error) !== 'NoSuchBucket') return ifMissing;
      throw toDeliveryError(error, place);
    }
  }

  async function put(key: string, body: () => Readable | string, bytes: number, type = 'application/octet-stream'): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        const input = { Bucket, Key: keyOf(key), ContentLength: bytes, ContentType: type };
        // A stream cannot be read twice: each try has its own.
        await ask((sdk, client) => client.send(new sdk.PutObjectCommand({ ...input, Body: body() })), null);
        return;
      } catch (error) {
        if (tries >= TRIES || (error instanceof DeliveryError && error.permanent)) throw error;
      }
    }
  }

  const read = async (key: string, range: string | null): Promise<Readable | null> => {
    const input = { Bucket, Key: keyOf(key), ...(range === null ? {} : { Range: range }) };
    const answer = await ask((sdk, client) => client.send(new sdk.GetObjectCommand(input)), null);
    return answer?.Body instanceof Readable ? answer.Body : null;
  };

  const remove = async (key: string): Promise<void> => {
    await ask((sdk, client) => client.send(new sdk.DeleteObjectCommand({ Bucket, Key: keyOf(key) })), null);
  };

  return {
    async place(name, { path, bytes }) {
      await put(pathOf(name), () => createReadStream(path), bytes);
      return true;
    },
    async has(name, bytes) {
      const input = { Bucket, Key: keyOf(pathOf(name)) };
      const head = await ask((sdk, client) => client.send(new sdk.HeadObjectCommand(input)), null);
      return head?.ContentLength === bytes;
    },
    read: (name, range) => read(pathOf(name), range === null ? null : `bytes=${range.first}-${range.last}`),
    remove: (name) => remove(pathOf(name)),
    async *list() {
      for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
        const input = {
          Bucket,
          ...(prefix === '' ? {} : { Prefix: `${prefix}/` }),
          ...(token === undefined ? {} : { ContinuationToken: token }),
        };
        const page = await ask((sdk, client) => client.send(new sdk.ListObjectsV2Command(input)), null);
        for (const { Key = '' } of page?.Contents ?? []) {
          const name: string = Key.split('/').at(-1) ?? '';
          if (isBlobName(name) && Key === keyOf(pathOf(name))) yield name;
        }
        token = page?.NextContinuationToken;
      }
    },
    async probe() {
      const [key, text] = [`probe-${randomUUID()}`, randomUUID()];
      try {
        await put(key, () => text, text.length, 'text/plain');
        const stream = await read(key, null);
        const found = stream === null ? '' : Buffer.concat(await stream.toArray()).toString();
        await remove(key);
        if (found !== text) throw new SayingError(told('files.other_content'));
      } catch (error) {
        throw error instanceof SayingError
          ? error
          : new SayingError(told('files.store_broken', { reason: sayingOf(error).text }), { cause: error });
      }
      return told('files.store_bucket', { bucket: Bucket, endpoint: place.endpoint });
    },
  };
}

const clientFor = (sdk: Sdk, { endpoint, region, accessKeyId, secretAccessKey }: S3Place): S3Client =>
  new sdk.S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    // All stores know addresses with the bucket in the path; few of those in a house have a name for each bucket.
    forcePathStyle: true,
    maxAttempts: TRIES,
    // What goes wrong is thrown; otherwise it would be written to the console's standard output as well.
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENT_MS },
    // Newer checksums are sent as trailers, which compatible stores do not all understand.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('$metadata' in error)) return null;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return null;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** Too slow and too many may pass; another refusal does not, until somebody changes the configuration. */
function toDeliveryError(error: unknown, { endpoint }: S3Place): DeliveryError {
  const status = statusOf(error);
  const permanent = status !== null && status >= 400 && status < 500 && status !== 408 && status !== 429;
  const code = error instanceof Error && 'code' in error ? String(error.code) : nameOf(error);
  const reason = code;
  const saying =
    status === null ? told('files.store_unreachable', { endpoint, reason }) : told('files.store_refused', { endpoint, reason, status });
  return new DeliveryError(saying, { permanent, cause: error });
}
