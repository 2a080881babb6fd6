import { buffer } from 'node:stream/consumers';
import type { Files, StoredFile } from '../../../../kernel/files/files.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import type { MediaType } from '../../domain/content/content.ts';
import { isWholePdf, sniff } from '../../domain/content/media.ts';

export interface Inspected {
  readonly mimeType: MediaType;
  /** Null for documents. */
  readonly width: number | null;
  readonly height: number | null;
}

type Fault = 'screens.not_media' | 'screens.picture_too_large';

/** A player of a Raspberry Pi decodes no more than that; a few kilobytes can claim a thousand times as much. */
const MEGAPIXELS = 50;
const FORMATS: Readonly<Record<string, MediaType>> = { png: 'image/png', jpeg: 'image/jpeg', webp: 'image/webp', gif: 'image/gif' };

/** What a stored file is by its content, whatever it is called. */
export async function inspect(files: Pick<Files, 'open'>, file: StoredFile): Promise<Result<Inspected, Fault>> {
  if (file.bytes === 0) return refuse('screens.not_media');
  const mimeType = sniff(await part(files, file, 0, 1_023));
  if (mimeType === null) return refuse('screens.not_media');
  if (mimeType !== 'application/pdf') return inTurn(() => inspectPicture(files, file, mimeType));
  const tail = await part(files, file, Math.max(0, file.bytes - 1_024), file.bytes - 1);
  return isWholePdf(tail) ? ok({ mimeType, width: null, height: null }) : refuse('screens.not_media');
}

let decoding: Promise<unknown> = Promise.resolve();

/** One after the other: a picture of 50 megapixels takes some 200 MB while it is decoded. */
function inTurn<T>(decode: () => Promise<T>): Promise<T> {
  const turn = decoding.then(decode);
  decoding = turn.catch(() => {}); // Whose it was has heard of it.
  return turn;
}

/** Decoded whole, because a damaged picture shows as a broken one. Loaded when the first picture comes: few processes ever need it. */
async function inspectPicture(files: Pick<Files, 'open'>, file: StoredFile, mimeType: MediaType): Promise<Result<Inspected, Fault>> {
  const { default: sharp } = await import('sharp');
  const bytes = await part(files, file, 0, file.bytes - 1);
  try {
    const { format, width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (FORMATS[format ?? ''] !== mimeType || !(width && height)) return refuse('screens.not_media');
    if (width * height > MEGAPIXELS * 1_000_000) return refuse('screens.picture_too_large', { megapixels: MEGAPIXELS });
    await sharp(bytes, { limitInputPixels: MEGAPIXELS * 1_000_000, failOn: 'error', sequentialRead: true })
      .resize(16, 16)
      .raw()
      .toBuffer();
    return ok({ mimeType, width, height });
  } catch {
    return refuse('screens.not_media'); // Whatever is wrong with it, the decoder says it by an error.
  }
}

async function part(files: Pick<Files, 'open'>, file: StoredFile, first: number, last: number): Promise<Buffer> {
  const stream = await files.open(file, { range: { first, last } });
  if (stream === null) throw new Error('a file was put a moment ago and is lost');
  return buffer(stream);
}
