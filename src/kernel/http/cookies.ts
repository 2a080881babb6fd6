import type { FastifyReply, FastifyRequest } from 'fastify';
import '@fastify/cookie';
import type { Cookies } from './serve.ts';

/** Behind TLS, with which browsers keep neighbouring subdomains from planting a cookie (RFC 6265bis section 4.1.3.2). */
const fullName = (name: string, isSecure: boolean): string => (isSecure ? `__Host-${name}` : name);

export const readCookie = (request: FastifyRequest, name: string, isSecure: boolean): string | null =>
  request.cookies[fullName(name, isSecure)] ?? null;

/** Cookies of one call: HttpOnly, SameSite=Lax, for the whole site; behind TLS also Secure and prefixed. */
export function cookiesOf(request: FastifyRequest, reply: FastifyReply, isSecure: boolean): Cookies {
  const traits = { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure } as const;
  return {
    get: (name) => readCookie(request, name, isSecure),
    set: (name, value, { maxAgeSeconds }) => void reply.setCookie(fullName(name, isSecure), value, { ...traits, maxAge: maxAgeSeconds }),
    clear: (name) => void reply.clearCookie(fullName(name, isSecure), traits),
  };
}
