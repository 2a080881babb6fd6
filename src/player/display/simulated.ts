import { setTimeout as sleep } from 'node:timers/promises';
import { idOf, type Programme } from '../programme/programme.ts';
import type { Display, DisplayState } from './display.ts';

/** What is wrong with a simulated display. */
export type Fault = 'none' | 'black' | 'frozen' | 'crashed' | 'wrong-event';

export interface SimulatedDisplay extends Display {
  suffer(fault: Fault): void;
}

const START_MS = 50;
const [WIDTH, HEIGHT] = [640, 360];

/** A display without a screen, which draws real pictures of what it would show: for demos, benches and tests. */
export function simulatedDisplay(now: () => Temporal.Instant): SimulatedDisplay {
  let fault: Fault = 'none';
  let status: DisplayState['status'] = 'stopped';
  let pid: number | null = null;
  let programme: Programme = { kind: 'nothing' };
  let frozen: { readonly at: Temporal.Instant; readonly picture: Uint8Array } | null = null;
  let changed = (): void => {};

  const draw = async (): Promise<Uint8Array> => {
    const { default: sharp } = await import('sharp');
    const picture =
      fault === 'black' ? svg('#000000', '', '') : svg(colourOf(programme), titleOf(programme), now().toString().slice(0, 19));
    return sharp(Buffer.from(picture)).jpeg({ quality: 60 }).toBuffer();
  };
  const start = async (): Promise<void> => {
    status = 'starting';
    await sleep(START_MS);
    pid = 1_000 + Math.floor(Math.random() * 30_000);
    status = 'running';
    changed();
  };
  return {
    start,
    show(next) {
      programme = next;
      changed();
    },
    state: () => ({
      ...{ process: 'simulated', pid, status: fault === 'crashed' ? 'crashed' : status },
      lastFrameAt: status !== 'running' || fault === 'crashed' ? null : (frozen?.at ?? now()),
      shownId: fault === 'wrong-event' ? 'another-event' : idOf(programme),
    }),
    async capture() {
      if (status !== 'running' || fault === 'crashed') return null;
      if (fault !== 'frozen') return draw();
      frozen ??= { at: now(), picture: await draw() };
      return frozen.picture;
    },
    onChange(listener) {
      changed = listener;
    },
    async restart() {
      fault = fault === 'crashed' || fault === 'frozen' ? 'none' : fault;
      frozen = null;
      await start();
    },
    async stop() {
      status = 'stopped';
      pid = null;
    },
    suffer(next) {
      fault = next;
      frozen = null;
      changed();
    },
  };
}

const COLOURS = ['#1864ab', '#2b8a3e', '#5f3dc4', '#a61e4d', '#d9480f', '#087f5b'] as const;

function colourOf(programme: Programme): string {
  const text = idOf(programme) ?? '';
  const sum = [...text].reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  return COLOURS[sum % COLOURS.length] ?? COLOURS[0];
}

const titleOf = (programme: Programme): string =>
  programme.kind === 'event' || programme.kind === 'default' ? programme.entry.title : programme.kind === 'interrupt' ? '!' : '';

const escaped = (text: string): string => text.replace(/[<>&"']/g, (character) => `&#${character.codePointAt(0) ?? 32};`);

const svg = (colour: string, title: string, time: string): string => `
  <svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <rect width="100%" height="100%" fill="${colour}"/>
    <text x="50%" y="50%" fill="#ffffff" font-family="sans-serif" font-size="36" text-anchor="middle">${escaped(title)}</text>
    <text x="50%" y="90%" fill="#ffffff" font-family="sans-serif" font-size="18" text-anchor="middle">${escaped(time)}</text>
  </svg>`;
