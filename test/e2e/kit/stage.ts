import type { Browser } from 'playwright-core';
import { afterAll, afterEach, expect } from 'vitest';
import { launchBrowser, type Visit, type VisitOptions, visit } from './browser.ts';
import type { Caller } from './caller.ts';
import { startTestConsole, type TestConsole } from './console.ts';
import { setUp } from './people.ts';

/** A console and a browser for one test file. */
export interface Stage {
  /** Started by the first test that asks for it, stopped after the last. */
  console(): Promise<TestConsole>;
  /** Sam, who owns the house; sets the console up at the first call. */
  sam(): Promise<Caller>;
  /** A browser of its own session; closed after the test, which fails if the pages complained. */
  visit(options?: Omit<VisitOptions, 'url'>): Promise<Visit>;
}

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
};

/** Called at the top of a test file. Nothing starts before a test asks, so that a left-out test needs no browser. */
export function stage(): Stage {
  const closing: (() => Promise<unknown>)[] = [];
  const visits: Visit[] = [];
  const console = once(async () => {
    const started = await startTestConsole();
    closing.push(started.remove);
    return started;
  });
  const browser = once(async (): Promise<Browser> => {
    const launched = await launchBrowser();
    closing.push(() => launched.close());
    return launched;
  });
  afterEach(async () => {
    const ended = visits.splice(0);
    await Promise.all(ended.map(({ context }) => context.close()));
    expect(ended.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  });
  return {
    console,
    sam: once(async () => setUp(await console())),
    async visit(options = {}) {
      const opened = await visit(await browser(), { ...options, url: (await console()).url });
      visits.push(opened);
      return opened;
    },
  };
}
