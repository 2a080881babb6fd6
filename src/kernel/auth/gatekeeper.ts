import type { Permission } from '../contract/permission.ts';
import type { Gatekeeper } from '../http/gatekeeper.ts';
import { createAdmit, createMayEver } from './access/admit.ts';
import { createIdentify, createRecheck, type IdentifyParts } from './access/identify.ts';

export interface GatekeeperParts extends IdentifyParts {
  /** All permissions of the kernel and of the modules, by name. */
  readonly permissions: ReadonlyMap<string, Permission>;
}

/** Who comes in, and how far. */
export const createGatekeeper = (parts: GatekeeperParts): Gatekeeper => ({
  identify: createIdentify(parts),
  mayEver: createMayEver(parts),
  admit: createAdmit(parts),
  recheck: createRecheck(parts),
});
