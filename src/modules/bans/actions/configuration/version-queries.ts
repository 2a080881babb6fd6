import type { Page } from '../../../../kernel/contract/page.ts';
import type { PageRequest } from '../../../../kernel/db/keyset.ts';
import { type DraftRow, listDrafts } from '../../store/config-drafts.ts';
import { findVersion, listVersions, type VersionDetail, type VersionRow } from '../../store/config-versions.ts';
import type { ConfigurationParts } from './parts.ts';

export type { DraftRow, VersionDetail, VersionRow };

/** What is read of the database alone. That the caller may see the host has been asked. */
export const createVersionQueries = ({ db }: Pick<ConfigurationParts, 'db'>) => ({
  drafts: (hostId: string): Promise<DraftRow[]> => listDrafts(db, hostId),
  list: (hostId: string, page: PageRequest): Promise<Page<VersionRow>> => listVersions(db, hostId, page),
  find: (hostId: string, id: string): Promise<VersionDetail | null> => findVersion(db, hostId, id),
});
