import type { SiteId } from '../../shared/ids.ts';

/** What a module tells about its devices' tokens, so that the kernel can sign a device in. */
export interface DeviceTokens {
  /** Begins every such token: `ctr_`. */
  readonly prefix: string;
  /** The permission that the token gives, for its one asset. */
  readonly permission: string;
  /** Looked up by SHA-256 (hex) of the token; null: unknown, revoked, or not from this address. */
  find(
    tokenHash: string,
    address: string | null,
  ): Promise<{ readonly tokenId: string; readonly assetId: string; readonly siteId: SiteId } | null>;
}
