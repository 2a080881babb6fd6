const [WIDTH, HEIGHT] = [1_280, 720];
const COLOURS = ['#12456b', '#1f5c33', '#5b2a6e'];

/** A slide with a few words. */
export async function slide(words: string, index: number): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const escaped = words.replace(/[<>&"']/g, (character) => `&#${character.codePointAt(0) ?? 32};`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <rect width="100%" height="100%" fill="${COLOURS[index % COLOURS.length] ?? '#12456b'}"/>
    <text x="50%" y="52%" fill="#fff" font-family="sans-serif" font-size="56" text-anchor="middle">${escaped}</text></svg>`;
  return await sharp(Buffer.from(svg)).png().toBuffer();
}
