import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Origin } from '../auth/actor.ts';

/**
 * Where a request came from, as far as trusted proxies tell. IPv4 inside IPv6 reads as IPv4, and a neighbour on one wire
 * without the name of the wire (RFC 4007 section 11), which PostgreSQL cannot read. Null: a proxy told something else.
 */
export function originOf({ ip, id }: Pick<FastifyRequest, 'ip' | 'id'>): Origin {
  const address = plainAddress(ip);
  return { address: isIP(address) === 0 ? null : address, requestId: id };
}

const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');

const isLoopback = (address: string): boolean => /^(127\.|::1$)/.test(plainAddress(address));

/**
 * Asked from this very machine. A proxy beside us also connects from loopback; it gives itself away by the header
 * that every proxy adds, whether we were told to trust it or not.
 */
export const isLocal = ({ socket, headers }: FastifyRequest): boolean =>
  isLoopback(socket.remoteAddress ?? '') &&
  headers['x-forwarded-for'] === undefined &&
  headers['x-real-ip'] === undefined &&
  headers.forwarded === undefined;

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether another web site made a browser send this write. Browsers say where a write comes from by `Origin` and, on secure
 * addresses, `Sec-Fetch-Site`; tools say neither. (A cookie with SameSite=Lax does not guard against a neighbouring subdomain.)
 */
export function isCrossSite(request: FastifyRequest, ownOrigins: readonly string[]): boolean {
  if (SAFE_METHODS.has(request.method)) return false;
  const site = request.headers['sec-fetch-site'];
  // Pages cannot set this header themselves, and it holds behind proxies that rewrite the host.
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = request.headers;
  if (origin === undefined || ownOrigins.includes(origin)) return false;
  return origin !== `${request.protocol}://${request.host}`;
}
