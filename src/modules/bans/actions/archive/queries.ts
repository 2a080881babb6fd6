import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Page } from '../../../../kernel/contract/page.ts';
import type { PageRequest } from '../../../../kernel/db/keyset.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import type { Ban } from '../../domain/ban.ts';
import type { BanFilter } from '../../store/ban-filters.ts';
import type { BanSort } from '../../store/ban-page.ts';
import { findBan, linesOf, listBans } from '../../store/bans.ts';
import { type ExportedBan, exportedBans } from '../../store/exported-bans.ts';

export type { ExportedBan };

import type { ArchiveParts } from './parts.ts';

export interface BanListQuery {
  readonly filter: BanFilter;
  readonly sort: BanSort;
}

/** A ban as it is at an instant. */
export interface BanAt {
  readonly ban: Ban;
  readonly now: Temporal.Instant;
}

/** Bans of the archive within a scope. */
export const createBanQueries = ({ db, clock }: Pick<ArchiveParts, 'db' | 'clock'>) => ({
  async list(scope: Scope, query: BanListQuery, page: PageRequest): Promise<Page<BanAt>> {
    const now = clock.now();
    const { items, nextCursor } = await listBans(db, { scope, ...query, now }, page);
    return { items: items.map((ban) => ({ ban, now })), nextCursor };
  },
  async ban(scope: Scope, id: string): Promise<Result<BanAt & { readonly lines: readonly string[] | null }, 'bans.unknown_ban'>> {
    const now = clock.now();
    const ban = await findBan(db, scope, id, now);
    return ban === null ? refuse('bans.unknown_ban') : ok({ ban, now, lines: await linesOf(db, id) });
  },
  /** All bans of a query, some at a time, as they are at this moment. */
  every: (scope: Scope, query: BanListQuery): AsyncGenerator<readonly ExportedBan[], void, void> =>
    exportedBans(db, { scope, ...query, now: clock.now() }),
});

export type BanQueries = ReturnType<typeof createBanQueries>;
