import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Programme } from '../programme/programme.ts';
import { connectDevTools, type DevTools } from './devtools.ts';
import type { Display, DisplayState } from './display.ts';
import { allowFraming } from './frames.ts';
import { type PageServer, type PageServerParts, servePage } from './page-server.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium of this computer; null: there is none. */
export function findChromium(path = process.env['PATH'] ?? ''): string | null {
  const candidates = NAMES.flatMap((name) => path.split(delimiter).map((folder) => join(folder, name)));
  return candidates.find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface ChromiumOptions extends Pick<PageServerParts, 'folder' | 'file'> {
  readonly program: string;
  /** Without a window: in tests and trials on a server. */
  readonly isHeadless?: boolean;
  now(): Temporal.Instant;
  warn(message: string): void;
}

/** Nothing of its own goes to the network, nothing asks, nothing is remembered. */
const FLAGS = [
  ...['--no-first-run', '--no-default-browser-check', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  ...[
    '--disable-quic',
    '--disable-translate',
    '--disable-features=Translate,MediaRouter',
    '--disable-session-crashed-bubble',
    '--noerrdialogs',
  ],
  ...['--autoplay-policy=no-user-gesture-required', '--hide-scrollbars', '--overscroll-history-navigation=0', '--disable-pinch'],
  ...['--remote-debugging-port=0', '--remote-allow-origins=http://127.0.0.1', '--password-store=basic', '--use-mock-keychain'],
];
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;
const Shot = z.object({ data: z.string() });

/** Chromium in kiosk mode with a clean profile, watched, and started again when it dies. */
export function chromiumDisplay(options: ChromiumOptions): Display {
  let lastFrameAt: Temporal.Instant | null = null;
  let shownId: string | null = null;
  let status: DisplayState['status'] = 'stopped';
  let child: ChildProcess | null = null;
  let devTools: DevTools | null = null;
  let pauseMs = FIRST_PAUSE_MS;
  let isWanted = false;
  let changed = (): void => {};
  let page: PageServer | null = null;
  let programme: Programme = { kind: 'nothing' };

  const heard = {
    ...options,
    beat(id: string | null): void {
      lastFrameAt = options.now();
      const isNews = id !== shownId || status !== 'running';
      shownId = id;
      status = 'running';
      pauseMs = FIRST_PAUSE_MS;
      if (isNews) changed();
    },
  };

  const launch = async (): Promise<void> => {
    page ??= await servePage(heard);
    page.show(programme);
    const profile = mkdtempSync(join(tmpdir(), 'caretaker-player-'));
    status = 'starting';
    shownId = null;
    const own = [
      ...FLAGS,
      `--user-data-dir=${profile}`,
      ...(options.isHeadless ? ['--headless=new', '--disable-gpu', '--window-size=1280,720'] : ['--kiosk']),
    ];
    const rights = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const started = spawn(options.program, [...own, ...rights, page.url], { stdio: 'ignore', detached: true });
    child = started;
    started.on('error', (error) => options.warn(`Chromium cannot be started: ${error.message}`));
    started.once('exit', () => void died(started, profile));
    try {
      const opened = await connectDevTools(await portOf(profile));
      if (child !== started) return opened.close();
      devTools = opened;
      opened.on('Inspector.targetCrashed', () => endGroup(started));
      await opened.send('Page.enable');
      await opened.send('Inspector.enable');
      await allowFraming(opened);
      // What was fetched before framing was allowed is fetched anew.
      await opened.send('Page.reload');
    } catch (error) {
      options.warn(`Chromium does not come up: ${String(error)}`);
      endGroup(started);
    }
  };
  const died = async (ended: ChildProcess, profile: string): Promise<void> => {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    if (child !== ended) return;
    child = null;
    devTools?.close();
    devTools = null;
    shownId = null;
    status = isWanted ? 'crashed' : 'stopped';
    changed();
    if (!isWanted) return;
    await sleep(pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    if (isWanted && child === null) await launch();
  };
  const end = async (): Promise<void> => {
    isWanted = false;
    const running = child;
    if (running === null) return;
    const gone = new Promise((resolve) => void running.once('exit', resolve));
    endGroup(running);
    await gone;
  };
  const begin = async (): Promise<void> => {
    isWanted = true;
    if (child === null) await launch();
  };

  return {
    start: begin,
    show(next) {
      programme = next;
      page?.show(next);
    },
    state: () => ({ process: 'chromium', pid: child?.pid ?? null, status, lastFrameAt, shownId }),
    async capture() {
      if (devTools === null) return null;
      try {
        const { data } = Shot.parse(await devTools.send('Page.captureScreenshot', { format: 'jpeg', quality: 60 }));
        return Buffer.from(data, 'base64');
      } catch {
        return null; // It has died, or hangs: that is told by its state.
      }
    },
    onChange(listener) {
      changed = listener;
    },
    async restart() {
      await end();
      await begin();
    },
    async stop() {
      await end();
      page?.close();
      page = null;
    },
  };
}

/** Chromium writes down which port it took. */
async function portOf(profile: string): Promise<number> {
  const file = join(profile, 'DevToolsActivePort');
  for (let tries = 0; tries < 300; tries += 1) {
    const [first = ''] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    if (Number(first) > 0) return Number(first);
    await sleep(100);
  }
  throw new Error('it has not opened its DevTools');
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
