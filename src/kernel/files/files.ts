import type { Readable } from 'node:stream';
import type { Id } from '../../shared/ids.ts';
import type { Result } from '../../shared/result.ts';
import type { Db, Tx } from '../db/database.ts';
import type { Work } from '../db/transact.ts';

export type FileId = Id<'file'>;

/** A content that is stored, whoever refers to it. */
export interface StoredFile {
  readonly id: FileId;
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Whose a file is: a row of a module. */
export interface FileOwner {
  readonly module: string;
  /** `media`, `snapshot`. */
  readonly kind: string;
  /** Id of the row. */
  readonly id: string;
}

export interface FileReference extends StoredFile {
  readonly name: string;
  readonly mediaType: string;
  readonly createdAt: Temporal.Instant;
}

export interface NewReference {
  readonly file: FileId;
  readonly owner: FileOwner;
  /** Unique for its owner; one that is there already refers to the new file from now on. */
  readonly name: string;
  /** What its owner says it is. The same bytes may be another thing to somebody else. */
  readonly mediaType: string;
}

export interface PutOptions {
  /** 1 GiB unless told. */
  readonly maxBytes?: number;
}

export interface OpenOptions {
  /** Positions of the first and the last byte; what lies beyond the end is left out. Throws a RangeError where nothing is left. */
  readonly range?: { readonly first: number; readonly last?: number };
  /** The stream ends with an error where the bytes are not those that were put. Only for the whole file. */
  readonly isVerified?: boolean;
}

/** What a reader throws where the stored bytes are not those that were put. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError';
}

/**
 * Contents, stored once. First the bytes are put, outside any transaction; then the use case refers to them with its rows.
 * Between the two lies a day at most. Store and disk that are away throw `DeliveryError`.
 */
export interface Files {
  /** Reads the stream to its end, or to the limit. Nothing is left behind by what fails. */
  put(content: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<Result<StoredFile, 'files.too_large' | 'files.no_room'>>;
  /** `files.collected`: it was put too long ago and is gone; put it again. */
  refer(work: Pick<Work, 'tx' | 'now'>, reference: NewReference): Promise<Result<FileReference, 'files.collected'>>;
  /** Gives up one reference of an owner, or all. The bytes go some nights after the last one. */
  release(work: Pick<Work, 'tx' | 'now'>, owner: FileOwner, name?: string): Promise<void>;
  referencesOf(db: Db | Tx, owner: FileOwner): Promise<readonly FileReference[]>;
  /** Null: the store has lost it, which is logged. Scope is the caller's business. */
  open(file: StoredFile, options?: OpenOptions): Promise<Readable | null>;
}
