import type { SiteId, UserId } from '../../shared/ids.ts';
import type { Rights } from '../contract/access.ts';

/** Where a call came from; goes into every audit row. */
export interface Origin {
  /** Address of the caller as far as trusted proxies tell; null inside the process, or where they tell none that can be read. */
  readonly address: string | null;
  readonly requestId: string | null;
}

/** A signed-in person, through a browser session, a tool's access token or an API token. */
export interface PersonActor extends Rights {
  readonly kind: 'person';
  readonly userId: UserId;
  readonly username: string;
  readonly sessionId: string | null;
  readonly apiTokenId: string | null;
  readonly origin: Origin;
}

/** A device with a token of its own: it may do one thing for one asset. */
export interface DeviceActor {
  readonly kind: 'device';
  readonly permission: string;
  readonly tokenId: string;
  readonly assetId: string;
  readonly siteId: SiteId;
  readonly origin: Origin;
}

/** The console itself: a job, the command line, the first set-up. */
export interface SystemActor {
  readonly kind: 'system';
  readonly name: string;
  readonly origin: Origin;
}

/** A caller that has shown no credential; only routes without a permission meet one. */
export interface StrangerActor {
  readonly kind: 'stranger';
  readonly origin: Origin;
}

export type Actor = PersonActor | DeviceActor | SystemActor | StrangerActor;

export const systemActor = (name: string): SystemActor => ({ kind: 'system', name, origin: { address: null, requestId: null } });
