/**
 * Names for another tool that allows few signs, each for one thing only: what would become alike after the change is told
 * apart by a few characters of its own. The same things have the same names whatever order they come in.
 */
export function distinctNames<Thing>(things: readonly Thing[], { plain, mark }: Naming<Thing>): ReadonlyMap<Thing, string> {
  const marked = new Set<Thing>();
  const nameOf = (thing: Thing): string => (marked.has(thing) ? `${plain(thing)}_${mark(thing)}` : plain(thing));
  for (;;) {
    // A marked name may be what another thing is called: then that one is marked, too.
    const alike = [...Map.groupBy(things, nameOf).values()].filter((same) => same.length > 1).flat();
    const unmarked = alike.filter((thing) => !marked.has(thing));
    if (unmarked.length === 0) return new Map(things.map((thing) => [thing, nameOf(thing)]));
    for (const thing of unmarked) marked.add(thing);
  }
}

interface Naming<Thing> {
  /** The allowed name, which may fit several things. */
  plain(thing: Thing): string;
  /** Tells things apart whose plain names are alike. */
  mark(thing: Thing): string;
}

/** Letters, digits and underscores: what Ansible takes for the name of a group. Marks over letters are left out first. */
export const groupWord = (text: string): string =>
  latin(text)
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '') || 'x';

/** Also dots and dashes within; Ansible's patterns of hosts give a meaning to most other signs. */
export function hostWord(text: string): string {
  const word =
    latin(text)
      .replaceAll(/[^a-z0-9._-]+/g, '_')
      .replaceAll(/^[^a-z0-9]+/g, '') || 'x';
  return OF_ANSIBLE.has(word) ? `server_${word}` : word;
}

// The controller itself, by any of its names, and the groups that are always there (docs.ansible.com, "Implicit localhost", "Default groups").
const OF_ANSIBLE = new Set(['localhost', '127.0.0.1', '1', 'all', 'ungrouped', 'meta']);

const latin = (text: string): string => text.toLowerCase().replaceAll('ß', 'ss').normalize('NFKD').replaceAll(/\p{M}/gu, '');

/**
 * A host that a tool may be told to connect to: an address or a name, nothing that could be an option or a variable, and not the machine
 * that the tool itself runs on.
 */
export const isPlainHost = (host: string): boolean =>
  /^[a-z0-9](?:[a-z0-9._:-]*[a-z0-9])?$/i.test(host) && host.length <= 253 && !OWN_MACHINE.test(host);

// RFC 6761, section 6.3: every name below `localhost` is loopback, too; so is 127.0.0.0/8 (RFC 1122, section 3.2.1.3).
const OWN_MACHINE = /^(?:.*\.)?localhost$|^127(?:\.\d+){0,3}$/i;

/** Ansible takes `{{ … }}` in a variable for a template and runs it; what people and machines typed must stay text. */
export const untemplated = (text: string): string => text.replaceAll(/\{(?=[{%#])/g, '{ ');
