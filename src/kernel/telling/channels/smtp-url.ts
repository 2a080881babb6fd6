/** How mail leaves the house. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (`smtps`); otherwise STARTTLS. */
  readonly isImplicitTls: boolean;
  /** False: plain text is consented to, by `?tls=never`; loopback needs no consent. */
  readonly needsTls: boolean;
  readonly user: string | null;
  readonly password: string | null;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Reads `smtp://user:password@host:587` or `smtps://…` (RFC 8314: implicit TLS on 465). Null: it is no such address. A password is never
 * sent without TLS except to this machine itself.
 */
export function readSmtpUrl(text: string): SmtpServer | null {
  const url = URL.parse(text);
  if (url === null || url.hostname === '' || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')) return null;
  const tls = url.searchParams.get('tls');
  const isLoopback = LOOPBACK.test(url.hostname);
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (user === null || password === null || (tls !== null && tls !== 'never') || url.pathname.replace('/', '') !== '') return null;
  if (tls === 'never' && password !== '' && !isLoopback) return null;
  const isImplicitTls = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isImplicitTls ? 465 : 587) : Number(url.port),
    isImplicitTls,
    needsTls: !isImplicitTls && tls === null && !isLoopback,
    user: user === '' ? null : user,
    password: password === '' ? null : password,
  };
}

/** Null: the escapes are broken. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // URIError: a lone percent sign
  }
}
