import type { InstantColumn } from '../db/database.ts';

/** All instants are the database's. */
export interface LeasesTable {
  name: string;
  holder_host: string;
  holder_pid: number;
  /** One start of one process: pids come again. */
  start_id: string;
  acquired_at: InstantColumn;
  heartbeat_at: InstantColumn;
  /** Given back; null: held, or its holder fell silent. */
  released_at: InstantColumn | null;
  /** Rises with every change of hands. */
  fencing: number;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.leases': LeasesTable;
  }
}
