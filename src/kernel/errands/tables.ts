import type { Generated } from 'kysely';
import type { ErrandState } from '../contract/routes/errands.ts';
import type { InstantColumn, JsonColumn } from '../db/database.ts';
import type { Message } from './errands.ts';

export interface ErrandsTable {
  id: string;
  module: string;
  kind: string;
  title: JsonColumn<Message>;
  site_id: string | null;
  permission: string;
  cancel_permission: string | null;
  begun_by: string | null;
  state: ErrandState;
  done: Generated<number>;
  total: number | null;
  note: JsonColumn<Message> | null;
  result: JsonColumn<Message> | null;
  page: string | null;
  cancel_asked_at: InstantColumn | null;
  begun_at: InstantColumn;
  changed_at: InstantColumn;
  ended_at: InstantColumn | null;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.errands': ErrandsTable;
  }
}
