import type { EnvTable } from './declare.ts';

/** `.env.example`: every variable commented out with its default, so that a copy changes nothing. */
export function envExample(table: EnvTable): string {
  const blocks = Object.entries(table).map(([name, { about, secret, default: value = '' }]) => {
    const file = secret === true ? `\n# ${name}_FILE=` : '';
    return `# ${about}\n# ${name}=${value}${file}\n`;
  });
  return ['# Printed from src/kernel/config/env.ts by `node bin/run.mjs node src/kernel/config/write-documents.ts`.\n', ...blocks].join(
    '\n',
  );
}

/** The table of docs/operating.md, in Markdown. */
function envMarkdown(table: EnvTable): string {
  const rows = Object.entries(table).map(
    ([name, { about, secret, default: value }]) =>
      `| \`${name}\`${secret === true ? ` or \`${name}_FILE\`` : ''} | ${value === undefined ? '' : `\`${value}\``} | ${about} |`,
  );
  return ['| variable | default | what it is for |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

const BEGIN = '<!-- configuration: begin (printed from src/kernel/config/env.ts) -->';
const END = '<!-- configuration: end -->';

/** `document` with what stands between the two markers replaced. Throws where it has no markers. */
export function withTable(document: string, table: EnvTable): string {
  const [before, rest] = splitAt(document, BEGIN);
  const [, after] = splitAt(rest, END);
  return `${before}${BEGIN}\n${envMarkdown(table)}${END}${after}`;
}

function splitAt(text: string, marker: string): [string, string] {
  const at = text.indexOf(marker);
  if (at === -1) throw new Error(`The document lacks the marker ${marker}`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}
