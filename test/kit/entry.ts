import type { z } from 'zod';
import type { Route } from '../../src/kernel/contract/route.ts';
import type { Subjects } from './subjects.ts';

/** What the caller has of their own, made anew at each question. */
export interface Own {
  sessionId(): Promise<string>;
  tokenId(): Promise<string>;
  /** One channel, and no other. */
  channelId(): Promise<string>;
  linkId(): Promise<string>;
  refreshToken(): Promise<string>;
}

type Make<I extends z.ZodType> = (fresh: Subjects, own: Own) => Promise<z.input<I>> | z.input<I>;

/** A route and how to make an input that it accepts. */
export interface Entry {
  readonly route: Route;
  make(fresh: Subjects, own: Own): Promise<Readonly<Record<string, unknown>>>;
}

export const entry = <I extends z.ZodType<unknown, Record<string, unknown>>, O extends z.ZodType>(
  route: Route<I, O>,
  make: Make<I>,
): Entry => ({
  route,
  make: async (fresh, own) => await make(fresh, own),
});

export const nothing = (): Record<string, never> => ({});
