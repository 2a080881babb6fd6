import type { Seal } from '../secrets/seal.ts';
import type { StoredValue } from './store.ts';

/** Ties a sealed value to its setting. */
const rowIdOf = (key: string): string => `setting ${key}`;

export const sealValue = (seal: Seal, key: string, value: unknown): Uint8Array =>
  seal.seal(Buffer.from(JSON.stringify(value)), rowIdOf(key));

export type Opened = { readonly state: 'set'; readonly value: unknown } | { readonly state: 'not_set' | 'unreadable' };

/**
 * The value of a secret. `unreadable`: sealed under another key. In clear only where a console of an earlier version wrote it since the start
 * of this one, whose next start seals it.
 */
export function openValue(seal: Seal, key: string, { sealed, value }: StoredValue): Opened {
  if (sealed === null) return value === null ? { state: 'not_set' } : { state: 'set', value };
  const plain = seal.open(sealed, rowIdOf(key));
  return plain === null ? { state: 'unreadable' } : { state: 'set', value: JSON.parse(new TextDecoder().decode(plain)) };
}
