import type { StoredFile } from './files.ts';

/** What the store calls a content: never given twice, so that deleting an old one cannot meet a new one of the same bytes. */
export type BlobName = string & { readonly __blob: true };

const NAME = /^[0-9a-f]{64}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const blobNameOf = ({ sha256, id }: Pick<StoredFile, 'sha256' | 'id'>): BlobName => parseBlobName(`${sha256}-${id}`);

export const isBlobName = (text: string): text is BlobName => NAME.test(text);

/** Throws for anything else: nothing that came from outside becomes a path. */
export function parseBlobName(text: string): BlobName {
  if (!isBlobName(text)) throw new TypeError(`${JSON.stringify(text)} is no name of a stored file`);
  return text;
}

export const sha256Of = (name: BlobName): string => name.slice(0, 64);

export const idOf = (name: BlobName): string => name.slice(65);

/** When it was put: its id begins with the milliseconds of that (RFC 9562, section 5.7). */
export const bornAt = (name: BlobName): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(Number.parseInt(idOf(name).replaceAll('-', '').slice(0, 12), 16));

/** `ab/cd/abcd…`: no folder becomes long. */
export const pathOf = (name: BlobName): string => `${name.slice(0, 2)}/${name.slice(2, 4)}/${name}`;
