/**
 * What people call things, made safe for one line of a mail: control characters (Cc) would begin another header, and marks that turn the
 * direction of writing would show another text than the one that is there (UAX #9).
 */
export const oneLine = (text: string, max = 200): string => {
  const plain = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  const points = [...plain];
  return points.length <= max ? plain : `${points.slice(0, max - 1).join('')}…`;
};

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
