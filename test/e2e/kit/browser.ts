import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { PASSWORD } from './caller.ts';

/** Debian's browser, by itself: it neither updates nor calls home, and draws without a graphics card. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-default-apps',
      '--no-first-run',
      '--font-render-hinting=none',
    ],
  });

export const WIDE = { width: 1440, height: 900 };
export const TABLET = { width: 1024, height: 768 };
export const PHONE = { width: 390, height: 844 };

export interface VisitOptions {
  readonly url: string;
  /** Signed in as; nobody unless told. */
  readonly as?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly scheme?: 'light' | 'dark';
  /** The browser's own language, for the pages before sign-in. */
  readonly language?: 'en' | 'de';
}

/** One person at one browser. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What went wrong without being shown: errors in the console, uncaught exceptions, violations of the content security policy, failed files, answers of 500. */
  readonly complaints: string[];
  /** Goes to a path of the console and waits until the page has drawn what it asked for. */
  goTo(path: string): Promise<void>;
}

export async function visit(browser: Browser, { url, as, size = WIDE, scheme = 'light', language = 'en' }: VisitOptions): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: size,
    colorScheme: scheme,
    locale: language === 'de' ? 'de-DE' : 'en-GB',
    timezoneId: 'Europe/Berlin',
    // Motion would be measured half-way.
    reducedMotion: 'reduce',
    hasTouch: size.width < 600,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  if (as !== undefined) await signIn(context, as);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = complaintsOf(page);
  const goTo = async (path: string) => {
    await page.goto(path);
    await settled(page);
  };
  return { page, context, complaints, goTo };
}

async function signIn(context: BrowserContext, username: string): Promise<void> {
  const reply = await context.request.post('/api/auth/login', { data: { username, password: PASSWORD, session: 'cookie' } });
  if (!reply.ok()) throw new Error(`${username} could not sign in: ${reply.status()} ${await reply.text()}`);
}

/** Changes width and scheme of a page that is shown, and waits until it has followed. */
export async function showAs(page: Page, size: VisitOptions['size'] & {}, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction((scheme) => document.documentElement.dataset['mantineColorScheme'] === scheme, colorScheme);
  await settled(page);
}

/** Waits until nothing says any more that it is loading, and no colour is on its way to another. */
export const settled = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    () =>
      document.querySelector('h1, h2') !== null &&
      document.querySelector('[aria-busy=true], [data-loading]') === null &&
      !document.getAnimations().some((animation) => animation instanceof CSSTransition),
  );

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  // Refused calls of the API are part of the game; the page says them to the person. So is that a host does not answer the console.
  const isRefusal = (text: string) => /^Failed to load resource: .* status of (?:4\d\d|502)/.test(text);
  page.on('console', (message) => {
    if (message.type() === 'error' && !isRefusal(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    const isFailed = response.status() >= (pathname.startsWith('/api/') ? 500 : 400);
    const isSaid = response.status() === 502 && response.headers()['content-type']?.startsWith('application/problem+json') === true;
    if (isFailed && !isSaid) complaints.push(`${response.status()} ${response.request().method()} ${pathname}`);
  });
  return complaints;
}
