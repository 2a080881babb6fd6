import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Page } from '../../../../kernel/contract/page.ts';
import type { PageRequest } from '../../../../kernel/db/keyset.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { type ImportRow, listImports } from '../../store/blocklist-imports.ts';
import { type BlocklistRow, findBlocklist, listBlocklists } from '../../store/blocklists.ts';
import type { ListParts } from './parts.ts';

export type BlocklistView = BlocklistRow;
export type ImportView = ImportRow;

export interface BlocklistQueries {
  list(scope: Scope, filter: { readonly siteId?: string | undefined }, page: PageRequest): Promise<Page<BlocklistRow>>;
  get(scope: Scope, id: string): Promise<Result<BlocklistRow, 'bans.unknown_blocklist'>>;
  imports(scope: Scope, id: string, page: PageRequest): Promise<Result<Page<ImportRow>, 'bans.unknown_blocklist'>>;
}

export function createBlocklistQueries({ db }: Pick<ListParts, 'db'>): BlocklistQueries {
  const get: BlocklistQueries['get'] = async (scope, id) => {
    const list = await findBlocklist(db, scope, id);
    return list === null ? refuse('bans.unknown_blocklist') : ok(list);
  };
  return {
    list: (scope, filter, page) => listBlocklists(db, scope, filter, page),
    get,
    async imports(scope, id, page) {
      const list = await get(scope, id);
      return list.ok ? ok(await listImports(db, id, page)) : list;
    },
  };
}
