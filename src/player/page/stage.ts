import type { ContentFile, EventEntry } from '../../modules/screens/contract/wire/content.ts';
import { idOf, type Programme } from '../programme/programme.ts';
import { messageSlide } from './message.ts';
import { quietSheet } from './quiet.ts';
import { playSlides } from './slides.ts';

export interface Stage {
  show(programme: Programme): void;
  /** What is seen, from the moment at which it has been drawn; null: nothing of the programme. */
  shownId(): string | null;
}

/** Ends what runs in a programme: timers, videos. */
export type Stop = () => void;

/** A slide, and how it comes and goes. Resolves when it can be seen. */
export interface Ground {
  /** Shows an element over the one before, which leaves when the new one has faded in; `left` is called when this one has. */
  bring(element: HTMLElement, left?: () => void): Promise<void>;
  readonly progress: HTMLElement | null;
  readonly read: ReadFile;
}

/** What of a programme is seen by people. */
export interface Sight {
  /** False: another programme has begun. */
  isMine(): boolean;
  seen(): void;
  /** Nothing of it can be seen, though it is its turn. */
  unseen(): void;
}

/** The bytes of a file; null: they cannot be had now. */
export type ReadFile = (file: ContentFile) => Promise<ArrayBuffer | null>;

const FADE_MS = 600;

export function createStage(root: Element, progress: HTMLElement | null, read: ReadFile): Stage {
  let told = '';
  let shownId: string | null = null;
  let stop: Stop = () => {};
  let turn = 0;

  const leaving = new WeakMap<Element, () => void>();
  const bring = async (element: HTMLElement, left: () => void = () => {}): Promise<void> => {
    const slide = document.createElement('div');
    slide.className = 'slide';
    slide.append(element);
    leaving.set(slide, left);
    const before = [...root.children];
    root.append(slide);
    // Laid out once as it begins, so that it fades and does not flash.
    slide.getBoundingClientRect();
    slide.classList.add('is-shown');
    setTimeout(() => {
      for (const old of before) {
        old.remove();
        leaving.get(old)?.();
      }
    }, FADE_MS);
  };

  const begin = async (programme: Programme): Promise<void> => {
    turn += 1;
    const own = turn;
    stop();
    stop = () => {};
    if (progress !== null) progress.hidden = true;
    const isMine = (): boolean => own === turn;
    const isSeen = (is: boolean): void => {
      if (isMine()) shownId = is ? idOf(programme) : null;
    };
    const sight = { isMine, seen: () => isSeen(true), unseen: () => isSeen(false) };
    const ended = await draw(programme, { bring, progress, read }, sight);
    if (isMine()) stop = ended;
    else ended();
  };

  return {
    show(programme) {
      const text = JSON.stringify(programme);
      // The agent says it again when a file has come: what could not be drawn before is drawn now.
      if (text === told && shownId === idOf(programme)) return;
      told = text;
      void begin(programme);
    },
    shownId: () => shownId,
  };
}

async function draw(programme: Programme, ground: Ground, sight: Sight): Promise<Stop> {
  const { seen } = sight;
  if (programme.kind === 'nothing') {
    const stop = await quietSheet(ground);
    seen();
    return stop;
  }
  if (programme.kind === 'interrupt') {
    const { html, level } = programme.interrupt;
    await ground.bring(messageSlide(html, level));
    seen();
    return () => {};
  }
  return drawEntry(programme.entry, ground, sight);
}

async function drawEntry(entry: EventEntry, ground: Ground, sight: Sight): Promise<Stop> {
  const { seen } = sight;
  if (entry.message !== undefined) {
    await ground.bring(messageSlide(entry.message.html, entry.message.level));
    seen();
    return () => {};
  }
  if (entry.presentation !== undefined) return playSlides(entry.presentation, ground, sight);
  if (entry.website !== undefined) return website(entry.website.url, ground, seen);
  if (entry.video !== undefined) return video(entry.video, ground, seen);
  return () => {};
}

const isWeb = (url: string): boolean => ['http:', 'https:'].includes(URL.parse(url)?.protocol ?? '');

function website(url: string, ground: Ground, seen: () => void): Stop {
  if (!isWeb(url)) return () => {};
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms');
  frame.referrerPolicy = 'no-referrer';
  frame.addEventListener('load', seen, { once: true });
  frame.src = url;
  void ground.bring(frame);
  return () => {};
}

function video(block: NonNullable<EventEntry['video']>, ground: Ground, seen: () => void): Stop {
  if (!isWeb(block.url)) return () => {};
  const player = document.createElement('video');
  Object.assign(player, { src: block.url, autoplay: block.autoplay, loop: block.loop, muted: block.muted, volume: block.volume });
  player.addEventListener('loadeddata', seen, { once: true });
  void ground.bring(player);
  return () => player.pause();
}
