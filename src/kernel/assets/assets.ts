import type { AssetId, SiteId, TeamId, UserId } from '../../shared/ids.ts';
import type { Result } from '../../shared/result.ts';
import type { ResponsibilityRole } from '../contract/permission.ts';
import type { Db, Tx } from '../db/database.ts';
import type { Work } from '../db/transact.ts';

/** What a module tells of an asset when it makes one. */
export interface NewAsset {
  readonly id: AssetId;
  readonly module: string;
  readonly kind: string;
  readonly name: string;
  readonly siteId: SiteId;
  readonly tags: readonly string[];
  readonly hostName: string | null;
  readonly address: string | null;
}

export interface AssetChanges {
  readonly name?: string;
  readonly tags?: readonly string[];
  readonly hostName?: string | null;
  readonly address?: string | null;
  readonly machineHash?: string | null;
}

export interface AssetRow {
  readonly id: AssetId;
  readonly module: string;
  readonly kind: string;
  readonly name: string;
  readonly siteId: SiteId;
  readonly siteName: string;
  readonly tags: readonly string[];
  readonly notes: string;
  readonly machine: { readonly id: string; readonly name: string } | null;
  readonly version: number;
}

export interface ResponsibleRow {
  readonly userId: UserId | null;
  readonly teamId: TeamId | null;
  /** The user's name, or the team's. */
  readonly username: string;
  readonly role: ResponsibilityRole;
}

export interface MaintenancePeriod {
  readonly id: string;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly reason: string;
  readonly by: string | null;
}

export type PersonOrTeam = { readonly userId: UserId } | { readonly teamId: TeamId };

/**
 * The kernel's side of every asset. Functions with `Work` write and audit nothing by themselves unless said:
 * the module's action audits its own use case. Names, references and addresses are constraints of the database.
 */
export interface Assets {
  /** Inserts the asset, makes `owner` its owner and suggests links. The name is unique per site and kind. */
  add(work: Work, asset: NewAsset, owner: UserId | null): Promise<Result<AssetRow, 'assets.name_taken' | 'assets.bad_address'>>;
  /** Locks the row until the transaction ends; null when unknown or archived. */
  lock(tx: Tx, id: AssetId): Promise<AssetRow | null>;
  /** Saves changes, raises the version and looks for link suggestions again where host name, address or hash changed. */
  change(work: Work, id: AssetId, changes: AssetChanges): Promise<Result<AssetRow, 'assets.name_taken' | 'assets.bad_address'>>;
  /** Archives the asset and clears its findings. */
  archive(work: Work, id: AssetId): Promise<void>;
  find(db: Db | Tx, id: AssetId): Promise<AssetRow | null>;

  /** Responsibles per asset, owners first, then by name. */
  responsibles(db: Db | Tx, ids: readonly AssetId[]): Promise<ReadonlyMap<AssetId, readonly ResponsibleRow[]>>;
  /** Makes somebody responsible who sees the asset, or changes the role; refuses to take the last owner's ownership. */
  setResponsible(
    work: Work,
    id: AssetId,
    who: PersonOrTeam,
    role: ResponsibilityRole,
  ): Promise<Result<readonly ResponsibleRow[], 'assets.unknown_user' | 'assets.out_of_sight' | 'assets.last_owner'>>;
  removeResponsible(work: Work, id: AssetId, who: PersonOrTeam): Promise<Result<null, 'assets.not_responsible' | 'assets.last_owner'>>;

  /** The running period, else the next planned one, per asset. */
  maintenance(db: Db | Tx, ids: readonly AssetId[], now: Temporal.Instant): Promise<ReadonlyMap<AssetId, MaintenancePeriod>>;
  /** All periods per asset that run at `from` or begin after it, in order; assets without any are absent. */
  maintenancePeriods(
    db: Db | Tx,
    ids: readonly AssetId[],
    from: Temporal.Instant,
  ): Promise<ReadonlyMap<AssetId, readonly Pick<MaintenancePeriod, 'startsAt' | 'endsAt'>[]>>;
  /** Declares a period (at most 90 days) and lets the findings room mute and wake by it. */
  startMaintenance(
    work: Work,
    id: AssetId,
    period: { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant; readonly reason: string },
  ): Promise<Result<MaintenancePeriod, 'assets.maintenance_backwards' | 'assets.maintenance_past' | 'assets.maintenance_too_long'>>;
  /** Ends running and planned periods now; answers how many there were. */
  endMaintenance(work: Work, id: AssetId): Promise<number>;

  /** The site named, or the default one; null when there is none such or it is archived. */
  site(db: Db | Tx, id: SiteId | null): Promise<{ readonly id: SiteId; readonly name: string; readonly timeZone: string } | null>;
}
