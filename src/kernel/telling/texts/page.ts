import { escapeHtml } from './plain.ts';

/** A letter's parts, in words. */
interface LetterParts {
  readonly title: string;
  readonly intro: string | null;
  readonly lines: readonly { readonly heading: string | null; readonly sentence: string; readonly href: string }[];
  /** How many more there are than lines. */
  readonly unlisted: string | null;
  readonly stillOpen: string | null;
  readonly footer: string;
}

/** The letter as plain text and as a small page; the page has no picture, no script and nothing that is fetched. */
export function pageOf({ title, intro, lines, unlisted, stillOpen, footer }: LetterParts): {
  readonly text: string;
  readonly html: string;
} {
  const blocks = lines.map(({ heading, sentence, href }) => [...(heading === null ? [] : [heading]), sentence, href].join('\n'));
  const after = [unlisted, stillOpen].filter((text) => text !== null);
  const paragraphs = [...(intro === null ? [] : [intro]), ...blocks, ...after, `-- \n${footer}`];
  return { text: `${paragraphs.join('\n\n')}\n`, html: htmlOf({ title, intro, lines, after, footer }) };
}

type Page = Omit<LetterParts, 'unlisted' | 'stillOpen'> & { readonly after: readonly string[] };

function htmlOf({ title, intro, lines, after, footer }: Page): string {
  const paragraph = (text: string, style = ''): string => `<p style="margin:0 0 12px;${style}">${escapeHtml(text)}</p>`;
  const items = lines.map(({ heading, sentence, href }) => {
    const head = heading === null ? '' : `<strong>${escapeHtml(heading)}</strong><br>`;
    return `<p style="margin:0 0 16px">${head}<a href="${escapeHtml(href)}" style="color:#1864ab">${escapeHtml(sentence)}</a></p>`;
  });
  return [
    '<!doctype html><html><head><meta charset="utf-8">',
    `<title>${escapeHtml(title)}</title></head>`,
    '<body style="font-family:sans-serif;font-size:15px;line-height:1.45;color:#1f2933;max-width:40em">',
    ...(intro === null ? [] : [paragraph(intro)]),
    ...items,
    ...after.map((text) => paragraph(text)),
    paragraph(footer, 'font-size:13px;color:#52606d'),
    '</body></html>\n',
  ].join('');
}
