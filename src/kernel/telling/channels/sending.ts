import type { ChannelsTable } from '../tables.ts';

/** A message in words, ready to leave by one channel. */
export interface Letter {
  /** Idempotency key of the delivery: the same for every try. */
  readonly id: string;
  readonly kind: 'stories' | 'digest' | 'notice' | 'test';
  readonly language: 'en' | 'de';
  /** One line without control characters. */
  readonly title: string;
  readonly text: string;
  /** The same as a small page. */
  readonly html: string;
  /** Where it leads in the console, absolute. */
  readonly href: string;
  readonly isCritical: boolean;
  /** Everything it tells is over. */
  readonly isAllClear: boolean;
  readonly items: readonly LetterItem[];
  /** How many more there are, beyond the items. */
  readonly unlisted: number;
  readonly createdAt: Temporal.Instant;
}

/** One story or notice of a message, for receivers that are programs. */
export interface LetterItem {
  readonly storyId: string | null;
  readonly occasion: string;
  readonly severity: string | null;
  readonly site: string | null;
  readonly subject: string | null;
  readonly sentence: string;
  readonly facts: readonly { readonly module: string; readonly rule: string; readonly params: Readonly<Record<string, unknown>> }[];
  readonly href: string;
}

/** Where a message goes. */
export interface Recipient {
  readonly username: string;
  readonly displayName: string;
  readonly kind: ChannelsTable['kind'];
  /** Mail address, or URL. */
  readonly target: string;
  /** Signing key or token in clear; null: there is none. */
  readonly secret: string | null;
}

/** Sends one letter once. Throws a DeliveryError that says whether trying again can help. */
export type Send = (letter: Letter, to: Recipient) => Promise<void>;
