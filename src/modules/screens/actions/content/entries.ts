import type { ContentFile, EventEntry } from '../../contract/wire/content.ts';
import type { Content } from '../../domain/content/content.ts';
import { encodeName } from '../../domain/content/media.ts';
import type { MediaRow } from '../../store/content/media.ts';

/** Where players fetch a medium. */
export const mediaUrl = (publicUrl: string, { token, name }: Pick<MediaRow, 'token' | 'name'>): string =>
  `${publicUrl}/content/${token}/${encodeName(name)}`;

const fileOf = (publicUrl: string, medium: MediaRow): ContentFile => ({
  ...{ name: medium.name, url: mediaUrl(publicUrl, medium), checksum: medium.sha256, size: medium.bytes, mime_type: medium.mimeType },
});

/** The block of a content in the wire contract. */
export function blockOf(
  content: Content,
  media: ReadonlyMap<string, MediaRow>,
  publicUrl: string,
): Pick<EventEntry, 'event_type' | 'presentation' | 'website' | 'message'> {
  switch (content.type) {
    case 'website':
      return { event_type: 'website', website: { type: 'browser', url: content.url } };
    case 'message':
      return { event_type: 'message', message: { type: 'message', html: content.html, level: content.level } };
    case 'presentation': {
      const files = content.mediaIds.flatMap((id) => media.get(id) ?? []).map((medium) => fileOf(publicUrl, medium));
      const { slideInterval, autoProgress, pageProgress } = content;
      return {
        event_type: 'presentation',
        presentation: { type: 'slideshow', files, slide_interval: slideInterval, auto_progress: autoProgress, page_progress: pageProgress },
      };
    }
  }
}

/** An instant as the wire contract has it. */
export const wireZ = (at: Temporal.Instant): string => at.toString({ smallestUnit: 'millisecond' }).replace('.000Z', 'Z');
