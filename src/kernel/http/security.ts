import { randomBytes } from 'node:crypto';

/** Sent with every answer. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** For what is no page: nothing in it may run, load or be framed. */
export const DATA_CSP = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** One year, for this host alone: other names of the domain are not ours to promise for. */
export const HSTS = 'max-age=31536000';

export const newNonce = (): string => randomBytes(16).toString('base64');

/** For pages: own files only; style tags need the nonce of this very answer. */
export const pageCsp = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
