import type { Module } from './kernel/module.ts';
import type { Locales } from './kernel/telling/texts/texts.ts';

type Tree = Readonly<Record<string, unknown>>;

/**
 * The texts of the pages, for messages that the server writes: the kernel's rooms and every module that has pages. They are plain data
 * in TypeScript and read as such; the pages themselves are not touched.
 */
export async function loadLocales(modules: readonly Module[]): Promise<Locales> {
  const own = new URL('./web/locales/', import.meta.url);
  const [en, de] = [await read(new URL('en/index.ts', own), 'en'), await read(new URL('de/index.ts', own), 'de')];
  const rooms = Object.keys(en).map((room): [string, { en: Tree; de: Tree }] => [room, { en: branch(en, room), de: branch(de, room) }]);
  const named = modules.flatMap(({ name, locales }) => (locales === undefined ? [] : [{ name, locales }]));
  const theirs = await Promise.all(
    named.map(
      async ({ name, locales }): Promise<[string, { en: Tree; de: Tree }]> => [
        name,
        { en: await read(new URL('en.ts', locales), 'en'), de: await read(new URL('de.ts', locales), 'de') },
      ],
    ),
  );
  return Object.fromEntries([...rooms, ...theirs]);
}

async function read(file: URL, language: string): Promise<Tree> {
  const loaded: unknown = await import(file.href);
  return isTree(loaded) ? branch(loaded, language) : {};
}

function branch(tree: Tree, name: string): Tree {
  const found = tree[name];
  return isTree(found) ? found : {};
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;
