/** An id of one kind of thing; the brand keeps a user's id out of a server's place. */
export type Id<Kind extends string> = string & { readonly __id: Kind };

export type SiteId = Id<'site'>;
export type AssetId = Id<'asset'>;
export type UserId = Id<'user'>;
export type TeamId = Id<'team'>;

/** The millisecond of the newest id, and the counter within it. */
let newest = { milliseconds: -1, counter: 0 };

/**
 * A new UUIDv7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, a 12-bit counter that starts anew with each
 * millisecond (section 6.2, method 1), then 62 random bits: ids made later by one process sort later.
 */
export function newId<Kind extends string>(now: Temporal.Instant = Temporal.Now.instant()): Id<Kind> {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  const milliseconds = now.epochMilliseconds;
  // Half of the counter's room is left for counting up.
  const counter = milliseconds === newest.milliseconds ? (newest.counter + 1) & 0xfff : view.getUint16(6) & 0x7ff;
  newest = { milliseconds, counter };
  view.setUint16(0, Math.floor(milliseconds / 2 ** 32));
  view.setUint32(2, milliseconds % 2 ** 32);
  view.setUint16(6, 0x7000 | counter);
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = bytes.toHex();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id<Kind>;
}
