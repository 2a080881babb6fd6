import { sentenceOf } from '../../../../kernel/contract/sentences.ts';
import { CONFIG_SENTENCES } from '../../contract/config-sentences.ts';
import { fault, type Problem } from '../../domain/config/problem.ts';
import type { FileChange } from '../../store/config-versions.ts';
import { dump } from './dump.ts';
import { readBytes } from './folder.ts';
import { claim, compare, type Place, reload, writeAll } from './write-and-reload.ts';

export interface RollBack {
  readonly changes: readonly FileChange[];
  isStillOurs(): Promise<boolean>;
}

const bytes = (value: Uint8Array | null): string => (value === null ? '-' : Buffer.from(value).toString('base64'));

/**
 * Brings the files back, byte for byte, reloads, and compares. Null: all is as before. A `HostError` or `Fail2banError` is thrown on
 * where the host cannot be reached: then somebody has to come back to it. A file that another hand has changed meanwhile is left alone.
 */
export async function rollBack(place: Place, { changes, isStillOurs }: RollBack): Promise<Problem | null> {
  await claim(isStillOurs);
  const back: FileChange[] = [];
  const foreign: string[] = [];
  for (const { path, before, after } of changes) {
    const now = await readBytes(place.host, place.row, path);
    const is = now.ok ? bytes(now.value) : null;
    if (is === bytes(after)) back.push({ path, before: after, after: before });
    else if (is !== bytes(before)) foreign.push(path);
  }
  const problem = (await writeAll(place, back)) ?? (await reload(place.host)) ?? (await asFilesSay(place));
  // In words, because nobody knows the code of what stands in the way of something else.
  if (problem !== null) {
    const words = sentenceOf(CONFIG_SENTENCES, problem.code, problem.params);
    return fault('bans.config_rollback_failed', { ...problem.params, words }, problem);
  }
  return foreign.length > 0 ? fault('bans.config_rollback_failed', { words: foreign.join(', ') }, { path: foreign[0] ?? null }) : null;
}

async function asFilesSay({ host, row }: Place): Promise<Problem | null> {
  const { effect, failure } = await dump(host, row);
  return failure === null ? compare(host, effect) : fault('bans.config_unreadable_stream', { words: failure });
}
