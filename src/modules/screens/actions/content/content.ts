import type { Tx } from '../../../../kernel/db/database.ts';
import type { SiteId } from '../../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { type Content, mediaOf } from '../../domain/content/content.ts';
import { lockMedia } from '../../store/content/media.ts';
import { hasText, safeHtml } from './safe-html.ts';

/** What people give; the HTML of a message as they wrote it. */
export type GivenContent = Content;

/** The same content, harmless. Done before any transaction. */
export async function safeContent(content: GivenContent): Promise<Result<Content, 'screens.empty_message'>> {
  if (content.type !== 'message') return ok(content);
  const html = await safeHtml(content.html);
  return hasText(html) ? ok({ ...content, html }) : refuse('screens.empty_message', { path: 'content.html' });
}

/** Holds the media that a content needs; null: all are there, on this site. */
export async function missingMedia(tx: Tx, content: Content, siteId: SiteId): Promise<Result<never, 'screens.unknown_media'> | null> {
  const wanted = mediaOf(content);
  const found = await lockMedia(tx, wanted, siteId);
  return found.length < wanted.length ? refuse('screens.unknown_media', { path: 'content.mediaIds' }) : null;
}
