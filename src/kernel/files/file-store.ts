import type { Readable } from 'node:stream';
import type { Saying } from '../contract/saying.ts';
import type { BlobName } from './blob-name.ts';

export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Where the bytes are. Names are given once; a name that is there holds all its bytes. Throws `DeliveryError`. */
export interface FileStore {
  /** Takes over a file that was received whole; true: it is there for good. False: there is no room. */
  place(name: BlobName, received: { readonly path: string; readonly bytes: number; readonly sha256: string }): Promise<boolean>;
  has(name: BlobName, bytes: number): Promise<boolean>;
  /** Null: it is not there. */
  read(name: BlobName, range: ByteRange | null): Promise<Readable | null>;
  /** What is not there is gone already. */
  remove(name: BlobName): Promise<void>;
  list(): AsyncIterable<BlobName>;
  /** Writes, reads and removes a little file; answers a sentence about the room, throws the sentence of what is wrong. */
  probe(): Promise<Saying | null>;
}
