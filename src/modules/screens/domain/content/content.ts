/** What media may be, by content. */
export const MEDIA_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/pdf'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

export const CONTENT_TYPES = ['website', 'message', 'presentation'] as const;
export type ContentType = (typeof CONTENT_TYPES)[number];

export type MessageLevel = 'info' | 'warning' | 'critical';

/** What an event, or a group by default, shows. */
export type Content =
  | { readonly type: 'website'; readonly url: string }
  /** `html` is what came out of the sanitiser. */
  | { readonly type: 'message'; readonly html: string; readonly level: MessageLevel }
  | {
      readonly type: 'presentation';
      /** In the order in which they are shown. */
      readonly mediaIds: readonly string[];
      /** Seconds. */
      readonly slideInterval: number;
      readonly autoProgress: boolean;
      readonly pageProgress: boolean;
    };

/** The media that a content needs, each once. */
export const mediaOf = (content: Content): readonly string[] => (content.type === 'presentation' ? [...new Set(content.mediaIds)] : []);

/** An address that players may open: by http or https, and without a password, which every screen would show in its topics. */
export function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.hostname !== '' && url.username === '' && url.password === '';
}
