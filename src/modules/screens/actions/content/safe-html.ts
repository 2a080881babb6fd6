/** What messages may be made of: text and its form. No pictures, frames or scripts, which would make players ask elsewhere. */
const ALLOWED = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'h4', 'p', 'br', 'hr', 'blockquote', 'pre', 'code', 'ul', 'ol', 'li', 'strong', 'b', 'em', 'i', 'u', 's'],
    ...['small', 'sub', 'sup', 'mark', 'span', 'div', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { '*': ['style', 'dir', 'lang'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'] },
  allowedStyles: {
    '*': {
      color: [/^#[0-9a-f]{3,8}$/i, /^[a-z]{3,20}$/i],
      'background-color': [/^#[0-9a-f]{3,8}$/i, /^[a-z]{3,20}$/i],
      'text-align': [/^(?:left|right|center|justify|start|end)$/],
      'font-size': [/^\d{1,3}(?:\.\d{1,2})?(?:px|em|rem|%|vw|vh)$/],
      'font-weight': [/^(?:bold|normal|[1-9]00)$/],
    },
  },
  allowedSchemes: [],
  disallowedTagsMode: 'discard' as const,
  nestingLimit: 40,
};

/** The HTML of a message as players may be sent it. Loaded when the first message is written: few processes ever need it. */
export async function safeHtml(html: string): Promise<string> {
  const { default: sanitize } = await import('sanitize-html');
  return sanitize(html, ALLOWED).trim();
}

/** Whether a reader would see anything of it. */
export const hasText = (html: string): boolean => html.replaceAll(/<[^>]*>|&nbsp;|\s/g, '') !== '';
