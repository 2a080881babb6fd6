import { isIP } from 'node:net';
import { z } from 'zod';
import type { Db, Tx } from '../../../../kernel/db/database.ts';
import { kindOf } from '../../../../kernel/outbound/addresses.ts';
import { setting } from '../../../../kernel/settings/declare.ts';
import type { Settings } from '../../../../kernel/settings/settings.ts';
import { type Result, refuse } from '../../../../shared/result.ts';
import type { Content } from '../../domain/content/content.ts';

const HOST = /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$|^\[[0-9a-f:.]+\]$/i;

const hostsIn = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((host) => host !== '');

/** What players may open: a website on a screen, and its screenshot here, would otherwise be an eye inside somebody's network. */
export const WEBSITE_HOSTS = {
  key: 'screens.websiteHosts',
  declaration: setting({
    schema: z
      .string()
      .trim()
      .max(10_000)
      .refine((text) => hostsIn(text).every((host) => HOST.test(host)), {
        error: 'These are not hosts such as example.org or *.example.org.',
      })
      .meta({
        title: 'Hosts whose websites screens may show',
        description: 'One in each line; *.example.org means all below it. Empty: every public one. Addresses of the house must be named.',
      }),
    default: '',
  }),
} as const;

/** Whether players may open what a content leads to. */
export type MayShow = (content: Content) => boolean;

export async function readMayShow(settings: Pick<Settings, 'read'>, db: Db | Tx): Promise<MayShow> {
  const hosts = hostsIn(await settings.read(db, WEBSITE_HOSTS.key, WEBSITE_HOSTS.declaration));
  return (content) => content.type !== 'website' || mayOpen(content.url, hosts);
}

/** A content as somebody wants it to be shown; null: it may be. */
export async function websiteFault(
  settings: Pick<Settings, 'read'>,
  db: Db | Tx,
  content: Content,
): Promise<Result<never, 'screens.website_not_allowed'> | null> {
  if (content.type !== 'website' || (await readMayShow(settings, db))(content)) return null;
  return refuse('screens.website_not_allowed', { path: 'content.url', host: hostOf(content.url) });
}

const hostOf = (url: string): string => (URL.parse(url)?.hostname ?? '').replace(/\.+$/, '');

/** Exported for its test. Names are not looked up: where they lead is the network's to say, and may change at any time. */
export function mayOpen(url: string, hosts: readonly string[]): boolean {
  const host = hostOf(url);
  if (hosts.length > 0) return hosts.some((one) => (one.startsWith('*.') ? host.endsWith(one.slice(1)) : host === one));
  const address = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) !== 0) return kindOf(address) === 'public';
  // RFC 6761, RFC 6762, RFC 8375, and what ICANN keeps for private use; a name without a dot is one of the house.
  return (
    host.includes('.') &&
    !/(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa|fritz\.box)$/.test(host)
  );
}
