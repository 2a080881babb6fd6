import type { ContentFile, EventEntry } from '../../modules/screens/contract/wire/content.ts';
import { openPdf } from './pdf.ts';
import type { Ground, ReadFile, Stop } from './stage.ts';

type Presentation = NonNullable<EventEntry['presentation']>;

/** One picture of a presentation, drawn when its turn comes. */
type Slide = () => Promise<HTMLElement>;

const RETRY_MS = 5_000;

/** Pictures and pages of PDFs, one after the other. What cannot be read is passed over; while nothing can be, it is tried again. */
export function playSlides(presentation: Presentation, ground: Ground, isMine: () => boolean, seen: () => void): Stop {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
  void (async () => {
    for (let slides = await slidesOf(presentation.files, ground); isMine(); ) {
      if (slides.length === 0) {
        await wait(RETRY_MS);
        slides = await slidesOf(presentation.files, ground);
        continue;
      }
      for (const slide of slides) {
        const element = await slide().catch(() => null);
        if (!isMine()) return;
        if (element === null) continue;
        await ground.bring(element);
        seen();
        if (slides.length === 1 || !presentation.auto_progress) return;
        if (presentation.page_progress) fill(ground.progress, presentation.slide_interval);
        await wait(presentation.slide_interval * 1_000);
        if (!isMine()) return;
      }
    }
  })();
  return () => {
    if (timer !== null) clearTimeout(timer);
  };
}

/** The bar that says how long a slide still stays. */
function fill(bar: HTMLElement | null, seconds: number): void {
  if (bar === null) return;
  bar.hidden = false;
  bar.animate([{ transform: 'scaleX(0)' }, { transform: 'scaleX(1)' }], { duration: seconds * 1_000, fill: 'forwards' });
}

async function slidesOf(files: readonly ContentFile[], { read }: Ground): Promise<readonly Slide[]> {
  const all = await Promise.all(files.map((file) => ofFile(file, read).catch(() => [])));
  return all.flat();
}

async function ofFile(file: ContentFile, read: ReadFile): Promise<readonly Slide[]> {
  const { mime_type: type, name } = file;
  const bytes = await read(file);
  if (bytes === null) return [];
  const isPdf = type === 'application/pdf' || (type === undefined && /\.pdf$/i.test(name));
  if (isPdf) return openPdf(bytes);
  const url = URL.createObjectURL(new Blob([bytes], { type: type ?? 'image/*' }));
  return [() => picture(url)];
}

/** Decoded before it is shown: it does not build up before people's eyes. */
async function picture(url: string): Promise<HTMLElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}
