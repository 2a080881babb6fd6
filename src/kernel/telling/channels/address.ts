import { z } from 'zod';
import type { ChannelsTable } from '../tables.ts';

const Mail = z.email().max(254);

/** Whether messages of this kind can go there. Credentials in a URL would end up in logs; an ntfy URL ends with the topic. */
export function isAddress(kind: ChannelsTable['kind'], target: string): boolean {
  if (kind === 'email') return Mail.safeParse(target).success;
  const url = URL.parse(target);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false;
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false;
  return kind === 'webhook' || /\/[\w-]{1,64}$/.test(url.pathname);
}
