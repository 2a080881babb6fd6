import { mustBeTaken } from './http-outcome.ts';
import type { Letter, Send } from './sending.ts';
import type { HttpSenderParts } from './webhook.ts';

/** A longer message would become an attachment (docs.ntfy.sh, limits: 4,096 bytes). */
const MAX_BYTES = 3_900;
const MAX_TITLE = 200;

/** Publishes to an ntfy topic (docs.ntfy.sh, publishing). A second try replaces the first one where the server knows sequence ids. */
export function createNtfySender({ outbound, trustedOrigins }: Omit<HttpSenderParts, 'clock'>): Send {
  return async (letter, { target, secret }) => {
    const reply = await outbound.request({
      url: target,
      method: 'POST',
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'idempotency-key': letter.id,
        'x-sequence-id': letter.id,
        'x-title': encodedWord(letter.title.slice(0, MAX_TITLE)),
        'x-priority': priorityOf(letter),
        'x-tags': letter.isAllClear ? 'white_check_mark' : letter.isCritical ? 'rotating_light' : 'warning',
        'x-click': letter.href,
        ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
      },
      body: cutTo(letter.text, MAX_BYTES),
      trustedOrigins: await trustedOrigins(),
      maxBytes: 65_536,
    });
    mustBeTaken(reply, target);
  };
}

/** 5 rings through "do not disturb" of a phone, 3 is the default. */
const priorityOf = ({ isCritical, isAllClear, kind }: Letter): string => (isAllClear || kind === 'digest' ? '2' : isCritical ? '5' : '3');

/** RFC 2047, which ntfy reads in headers; a header itself carries ASCII only. */
const encodedWord = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;

/** At most so many bytes, whole characters. */
export function cutTo(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= maxBytes) return text;
  return `${new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, maxBytes)).replace(/\ufffd+$/, '')}…`;
}
