// `node bin/run.mjs node test/e2e/pictures.ts`: takes the two pictures of the README anew.
// With a folder behind it: every page in every width, scheme and language into that folder, for looking at. With a part of a path
// behind that, such as /bans: only pages whose addresses hold it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser, PHONE, showAs, TABLET, type Visit, visit, WIDE } from './kit/browser.ts';
import type { Caller } from './kit/caller.ts';
import { startTestConsole, type TestConsole } from './kit/console.ts';
import { fillEstate } from './kit/estate.ts';
import { fillBans } from './kit/estate-bans.ts';
import { fillScreens, type ScreenEstate, untilSilent } from './kit/estate-screens.ts';
import { GATE_SIGHTS, type Sight, sightsOf } from './kit/pages.ts';
import { banSightsOf } from './kit/pages-bans.ts';
import { screenSightsOf } from './kit/pages-screens.ts';
import { setUp } from './kit/people.ts';

const README_PICTURES = new URL('../../docs/pictures/', import.meta.url).pathname;

/** Superadmins of either language. */
const OWNERS = { en: 'sam', de: 'greta' } as const;

await withConsole(async (browser, sam) => {
  await fillEstate(sam, { isPlain: true });
  const { page, goTo } = await visit(browser, { url: sam.url, as: 'adam' });
  mkdirSync(README_PICTURES, { recursive: true });
  for (const name of ['today', 'servers']) {
    await goTo(`/${name}`);
    await page.screenshot({ path: join(README_PICTURES, `${name}.png`) });
  }
});

const [folder, part = ''] = process.argv.slice(2);
if (folder !== undefined) await withConsole((browser, sam, console) => takeAll(browser, sam, { into: folder, part, console }));

async function withConsole(work: (browser: Browser, sam: Caller, console: TestConsole) => Promise<void>): Promise<void> {
  const console = await startTestConsole();
  const browser = await launchBrowser();
  try {
    await work(browser, await setUp(console), console);
  } finally {
    await browser.close();
    await console.remove();
  }
}

interface Wanted {
  readonly into: string;
  readonly part: string;
  readonly console: TestConsole;
}

async function takeAll(browser: Browser, sam: Caller, { into, part, console }: Wanted): Promise<void> {
  const estate = await fillEstate(sam);
  const bans = await fillBans(sam, console);
  mkdirSync(into, { recursive: true });
  let screens: ScreenEstate | null = null;
  try {
    screens = await fillScreens(sam);
    await untilSilent(sam);
    const all = [...GATE_SIGHTS, ...sightsOf(estate), ...banSightsOf(bans), ...screenSightsOf(screens)];
    const sights = all.filter(({ path }) => path.includes(part));
    for (const language of ['en', 'de'] as const) await takeIn(language, browser, { url: sam.url, sights, into });
  } finally {
    await Promise.all([bans.close(), screens?.close()]);
  }
}

async function takeIn(
  language: keyof typeof OWNERS,
  browser: Browser,
  { url, sights, into }: { readonly url: string; readonly sights: readonly Sight[]; readonly into: string },
): Promise<void> {
  const visits = new Map<string, Visit>();
  for (const sight of sights.filter(({ only = language }) => only === language)) {
    const as = sight.as ?? OWNERS[language];
    const visited = visits.get(as) ?? (await visit(browser, { url, language, ...(as === 'stranger' ? {} : { as }) }));
    visits.set(as, visited);
    await takeSight(visited, sight, (look) => join(into, `${sight.name}-${look}-${language}.png`));
  }
  await Promise.all([...visits.values()].map(({ context }) => context.close()));
}

/** Every width and scheme of one page. */
async function takeSight({ page, goTo }: Visit, sight: Sight, path: (look: string) => string): Promise<void> {
  await page.setViewportSize(WIDE);
  await goTo(sight.path);
  await sight.open?.(page);
  for (const size of [WIDE, TABLET, PHONE]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await showAs(page, size, colorScheme);
      await page.screenshot({ path: path(`${size.width}-${colorScheme}`) });
    }
  }
}
