import type { InstantColumn } from '../db/database.ts';

export interface FilesTable {
  id: string;
  /** Hex. */
  sha256: string;
  bytes: number;
  stored_at: InstantColumn;
  /** When it was last put, referred to or released: what nobody refers to is kept for a while from then on. */
  touched_at: InstantColumn;
  /** It is being collected. */
  doomed_at: InstantColumn | null;
}

export interface FileReferencesTable {
  id: string;
  file_id: string;
  module: string;
  owner_kind: string;
  owner_id: string;
  /** Unique for its owner. */
  name: string;
  media_type: string;
  created_at: InstantColumn;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.files': FilesTable;
    'kernel.file_references': FileReferencesTable;
  }
}
