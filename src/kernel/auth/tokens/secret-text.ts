import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, for cookies, refresh tokens, API tokens and the set-up link. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** SHA-256 (hex): the only form in which such a secret is stored. It has 256 bits of its own and wants no slow hash. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
