import DOMPurify from 'dompurify';

/** Texts with simple marks; nothing that fetches, runs or leads anywhere. */
const ALLOWED = ['p', 'br', 'h1', 'h2', 'h3', 'strong', 'b', 'em', 'i', 'u', 's', 'ul', 'ol', 'li', 'blockquote', 'span', 'div', 'hr'];

/** A message as it is drawn: cleaned here once more, whatever was sent. */
export function messageSlide(html: string, level: string): HTMLElement {
  const box = document.createElement('div');
  box.className = `message is-${level}`;
  box.append(DOMPurify.sanitize(html, { ALLOWED_TAGS: ALLOWED, ALLOWED_ATTR: [], RETURN_DOM_FRAGMENT: true }));
  return box;
}
