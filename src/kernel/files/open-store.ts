import { join } from 'node:path';
import type { FileStore } from './file-store.ts';
import { createFolderStore } from './folder-store.ts';
import type { S3Place } from './s3-place.ts';
import { createS3Store } from './s3-store.ts';

export interface FilesConfig {
  readonly dataDir: string;
  /** Null: the data folder. */
  readonly s3: S3Place | null;
}

/** The store that was configured; nothing is opened before it is used. */
export const openStore = ({ dataDir, s3 }: FilesConfig): FileStore =>
  s3 === null ? createFolderStore(join(dataDir, 'files')) : createS3Store(s3);

/** Contents arrive here, wherever they go then: their hash is known when they have come. */
export const receivingFolder = ({ dataDir }: FilesConfig): string => join(dataDir, 'files', 'incoming');
