import type { ContentFile, EventEntry } from '../../modules/screens/contract/wire/content.ts';
import { openPdf } from './pdf.ts';
import { quietSheet } from './quiet.ts';
import type { Ground, ReadFile, Sight, Stop } from './stage.ts';

type Presentation = NonNullable<EventEntry['presentation']>;

/** Something drawn, and how what it holds is let go of when it has left. */
interface Drawn {
  readonly element: HTMLElement;
  free(): void;
}

/** One picture of a presentation, drawn when its turn comes. */
type Slide = () => Promise<Drawn>;

interface Deck {
  readonly slides: readonly Slide[];
  free(): void;
}

const RETRY_MS = 5_000;

/**
 * Pictures and pages of PDFs, one after the other. What cannot be drawn is passed over; while nothing of it can be, it is tried again
 * now and then over a quiet sheet, and is not said to be seen.
 */
export function playSlides(presentation: Presentation, ground: Ground, { isMine, seen, unseen }: Sight): Stop {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let deck: Deck = { slides: [], free: () => {} };
  let leaveQuiet: Stop = () => {};
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
  const renew = async (): Promise<void> => {
    deck.free();
    deck = await deckOf(presentation.files, ground.read);
    if (!isMine()) deck.free();
  };
  /** How many of them could be shown. */
  const playRound = async (): Promise<number> => {
    let shown = 0;
    for (const slide of deck.slides) {
      const drawn = await slide().catch(() => null);
      if (!isMine()) {
        drawn?.free();
        return shown;
      }
      if (drawn === null) continue;
      leaveQuiet();
      await ground.bring(drawn.element, drawn.free);
      shown += 1;
      seen();
      if (presentation.auto_progress && deck.slides.length > 1) await linger(presentation, ground, wait);
      else if (!presentation.auto_progress) return shown;
      if (!isMine()) return shown;
    }
    return shown;
  };
  void (async () => {
    for (await renew(); isMine(); ) {
      const shown = await playRound();
      if (!isMine()) return;
      // One picture stands; several go round.
      if (shown > 0 && (deck.slides.length === 1 || !presentation.auto_progress)) return;
      if (shown > 0) continue;
      leaveQuiet();
      leaveQuiet = await quietSheet(ground);
      unseen();
      await wait(RETRY_MS);
      await renew();
    }
  })();
  return () => {
    if (timer !== null) clearTimeout(timer);
    leaveQuiet();
    deck.free();
  };
}

async function linger({ page_progress, slide_interval }: Presentation, { progress }: Ground, wait: (ms: number) => Promise<void>) {
  if (page_progress) fill(progress, slide_interval);
  await wait(slide_interval * 1_000);
}

/** The bar that says how long a slide still stays. */
function fill(bar: HTMLElement | null, seconds: number): void {
  if (bar === null) return;
  bar.hidden = false;
  bar.animate([{ transform: 'scaleX(0)' }, { transform: 'scaleX(1)' }], { duration: seconds * 1_000, fill: 'forwards' });
}

async function deckOf(files: readonly ContentFile[], read: ReadFile): Promise<Deck> {
  const all = await Promise.all(files.map((file) => ofFile(file, read).catch(() => EMPTY)));
  return {
    slides: all.flatMap(({ slides }) => slides),
    free() {
      for (const one of all) one.free();
    },
  };
}

const EMPTY: Deck = { slides: [], free: () => {} };

async function ofFile(file: ContentFile, read: ReadFile): Promise<Deck> {
  const { mime_type: type, name } = file;
  const isPdf = type === 'application/pdf' || (type === undefined && /\.pdf$/i.test(name));
  if (!isPdf) return { slides: [() => picture(file, read)], free: () => {} };
  const bytes = await read(file);
  if (bytes === null) return EMPTY;
  const { pages, free } = await openPdf(bytes);
  return { slides: pages.map((page) => async () => ({ element: await page(), free: () => {} })), free };
}

/** Decoded before it is shown: it does not build up before people's eyes. Its bytes are held no longer than it is seen. */
async function picture(file: ContentFile, read: ReadFile): Promise<Drawn> {
  const bytes = await read(file);
  if (bytes === null) throw new Error('the file is not there');
  const url = URL.createObjectURL(new Blob([bytes], { type: file.mime_type ?? 'image/*' }));
  const free = (): void => URL.revokeObjectURL(url);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return { element: image, free };
  } catch (error) {
    free();
    throw error;
  }
}
