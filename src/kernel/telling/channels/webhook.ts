import { createHmac } from 'node:crypto';
import type { Clock } from '../../../shared/time.ts';
import type { Outbound } from '../../outbound/outbound.ts';
import { mustBeTaken } from './http-outcome.ts';
import type { Letter, Recipient, Send } from './sending.ts';

export interface HttpSenderParts {
  readonly outbound: Pick<Outbound, 'request'>;
  /** Origins in the house that an administrator has allowed. */
  trustedOrigins(): Promise<readonly string[]>;
  readonly clock: Clock;
}

/** `v1=` and the hexadecimal HMAC-SHA256 of `<timestamp>.<body>` under the channel's key; the timestamp is in Unix seconds. */
export const signatureOf = (key: string, timestamp: string, body: string): string =>
  `v1=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`;

/** Posts the letter as JSON; the README of this room documents the shape and how a receiver checks the signature. */
export function createWebhookSender({ outbound, trustedOrigins, clock }: HttpSenderParts): Send {
  return async (letter, to) => {
    const body = JSON.stringify(bodyOf(letter, to));
    const timestamp = String(Math.floor(clock.now().epochMilliseconds / 1_000));
    const reply = await outbound.request({
      url: to.target,
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'idempotency-key': letter.id,
        'caretaker-timestamp': timestamp,
        'caretaker-signature': signatureOf(to.secret ?? '', timestamp, body),
      },
      body,
      trustedOrigins: await trustedOrigins(),
      maxBytes: 65_536,
    });
    mustBeTaken(reply, to.target);
  };
}

const bodyOf = (letter: Letter, { username }: Recipient) => ({
  version: 1,
  id: letter.id,
  kind: letter.kind,
  at: letter.createdAt.toString(),
  to: username,
  language: letter.language,
  title: letter.title,
  text: letter.text,
  href: letter.href,
  items: letter.items,
  unlisted: letter.unlisted,
});
