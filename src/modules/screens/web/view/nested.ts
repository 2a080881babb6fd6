import type { Sentences } from '../../../../kernel/contract/sentences.ts';

type Nested = { [room: string]: { [what: string]: string } };

/** Sentences by code as the pages' texts hold them: `screens.unknown_group` becomes `{ screens: { unknown_group } }`, and `{count}` becomes `{{count}}`. */
export function nested(sentences: Sentences): Nested {
  const texts: Nested = {};
  for (const [code, sentence] of Object.entries(sentences)) {
    const [room = '', what = ''] = code.split('.', 2);
    texts[room] = { ...texts[room], [what]: sentence.replaceAll(/\{(\w+)\}/g, '{{$1}}') };
  }
  return texts;
}
