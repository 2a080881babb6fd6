import type { Sharp, SharpOptions } from 'sharp';
import { type Grey, isBlack, lookOf } from '../../domain/picture.ts';

const MAGIC = [
  { mediaType: 'image/png', is: (bytes: Buffer) => bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n' },
  { mediaType: 'image/jpeg', is: (bytes: Buffer) => bytes.subarray(0, 3).toString('latin1') === '\xff\xd8\xff' },
  {
    mediaType: 'image/webp',
    is: (bytes: Buffer) => bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP',
  },
] as const;

export type PictureType = (typeof MAGIC)[number]['mediaType'];

/** By its first bytes, whatever the sender calls it; null: none that is taken. */
export const pictureTypeOf = (bytes: Buffer): PictureType | null => MAGIC.find(({ is }) => is(bytes))?.mediaType ?? null;

/** More pixels than any screen of this house has: a few bytes may unpack to gigabytes. */
const MOST_PIXELS = 16_777_216;
/** Large enough to judge, small enough for a wall of them. */
const THUMB_PIXELS = 320;
const LONGEST_SECONDS = 10;

export interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly isBlack: boolean;
  readonly look: string;
  /** WebP, at most 320 pixels in each direction. */
  readonly thumb: Buffer;
}

/** Null: it is no picture after all, or one that is too large. */
export async function decode(bytes: Buffer): Promise<Decoded | null> {
  const sharp = await loadSharp();
  try {
    const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true });
    const { width, height } = await picture.metadata();
    const { data, info } = await picture
      .timeout({ seconds: LONGEST_SECONDS })
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .resize(THUMB_PIXELS, THUMB_PIXELS, { fit: 'inside', withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const small = () => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
    const shades = await small().toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    const grey: Grey = { width: info.width, height: info.height, shades: firstChannel(shades.data, shades.info.channels) };
    return { width, height, isBlack: isBlack(grey), look: lookOf(grey), thumb: await small().webp({ quality: 70 }).toBuffer() };
  } catch {
    return null; // What sharp throws says what is wrong with the bytes; whoever sent them is told that they are no picture.
  }
}

const firstChannel = (data: Buffer, channels: number): Uint8Array =>
  channels === 1 ? data : Uint8Array.from({ length: data.length / channels }, (_each, at) => data[at * channels] ?? 0);

let loaded: Promise<(input: Buffer, options?: SharpOptions) => Sharp> | null = null;

/** Loaded with the first picture: a house without players pays nothing for it. */
function loadSharp(): Promise<(input: Buffer, options?: SharpOptions) => Sharp> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  });
  return loaded;
}
