import type { Generated } from 'kysely';
import type { WireSaying } from '../contract/saying.ts';
import type { InstantColumn, JsonColumn } from '../db/database.ts';
import type { FindingParams } from '../findings/findings.ts';
import type { MessageContent } from './content.ts';
import type { Loudness } from './domain/loudness.ts';
import type { Occasion } from './domain/occasion.ts';

export interface TellingPeopleTable {
  user_id: string;
  quiet_start: string | null;
  quiet_end: string | null;
  let_through: Generated<'all' | 'own' | 'none'>;
  digest_at: Generated<string>;
  version: Generated<number>;
}

export interface ChannelsTable {
  id: string;
  user_id: string;
  kind: 'email' | 'webhook' | 'ntfy';
  name: string;
  target: string | null;
  secret_sealed: Uint8Array | null;
  hears: Generated<'all' | 'critical'>;
  is_on: Generated<boolean>;
  created_at: InstantColumn;
  last_sent_at: InstantColumn | null;
  failing_since: InstantColumn | null;
  version: Generated<number>;
}

export interface TellingSitesTable {
  site_id: string;
  maintainers_after_minutes: number | null;
  site_after_minutes: number | null;
  repeat_hours: number | null;
  team_id: string | null;
  version: Generated<number>;
}

export interface StoryVoicesTable {
  story_id: string;
  critical_since: InstantColumn | null;
  is_unheard: Generated<boolean>;
  next_at: InstantColumn | null;
}

export interface ToldTable {
  story_id: string;
  channel_id: string;
  loud: Loudness | null;
  told: Loudness | null;
  told_at: InstantColumn | null;
  round: Generated<number>;
  pending: Occasion | null;
  pending_since: InstantColumn | null;
  next_at: InstantColumn | null;
}

export interface NoticesTable {
  id: string;
  user_id: string;
  module: string;
  key: string;
  sentence: string;
  params: JsonColumn<FindingParams>;
  asset_id: string | null;
  site_id: string | null;
  href: string;
  made_at: InstantColumn;
  next_at: InstantColumn | null;
  told_at: InstantColumn | null;
}

export interface MessagesTable {
  id: string;
  user_id: string;
  channel_id: string | null;
  channel_kind: 'email' | 'webhook' | 'ntfy';
  channel_name: string;
  kind: 'stories' | 'digest' | 'notice' | 'test';
  story_ids: string[];
  content: JsonColumn<MessageContent>;
  state: 'planned' | 'sending' | 'sent' | 'failed' | 'unknown' | 'cancelled';
  attempts: Generated<number>;
  interruptions: Generated<number>;
  created_at: InstantColumn;
  next_at: InstantColumn | null;
  sending_at: InstantColumn | null;
  ended_at: InstantColumn | null;
  error: string | null;
  error_saying: JsonColumn<WireSaying> | null;
}

export interface TellingPingTable {
  only_row: Generated<boolean>;
  at: InstantColumn;
  error: string | null;
  error_saying: JsonColumn<WireSaying> | null;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.telling_people': TellingPeopleTable;
    'kernel.channels': ChannelsTable;
    'kernel.telling_sites': TellingSitesTable;
    'kernel.story_voices': StoryVoicesTable;
    'kernel.told': ToldTable;
    'kernel.notices': NoticesTable;
    'kernel.messages': MessagesTable;
    'kernel.telling_ping': TellingPingTable;
  }
}
