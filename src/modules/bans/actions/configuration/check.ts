import { posix } from 'node:path';
import type { HostAccess } from '../../devices/hosts/access.ts';
import { checkFiles } from '../../domain/config/check-files.ts';
import { checkStream } from '../../domain/config/check-stream.ts';
import { differenceOf, type StreamDifference } from '../../domain/config/difference.ts';
import { type DraftFile, withDrafts } from '../../domain/config/draft.ts';
import { layersOf, optionsOf, sectionsOf } from '../../domain/config/layers.ts';
import { checkContent, checkWritePath } from '../../domain/config/paths.ts';
import { fault, type Problem } from '../../domain/config/problem.ts';
import type { FileChange } from '../../store/config-versions.ts';
import type { HostRow } from '../../store/hosts.ts';
import { type Dumped, dump } from './dump.ts';
import { hashOf, MOST_FILE_BYTES, readBytes, readLayers } from './folder.ts';
import { tryRegexes } from './try-regexes.ts';

export interface Checked {
  readonly problems: readonly Problem[];
  readonly difference: StreamDifference | null;
  /** The files that the drafts change, as they stand and as they would. */
  readonly changes: readonly FileChange[];
  readonly before: Dumped;
  /** Null: it did not come so far. */
  readonly after: Dumped | null;
}

export const hasFaults = (problems: readonly Problem[]): boolean => problems.some(({ severity }) => severity === 'error');

/** Tries drafts in a copy of the configuration. Nothing of the host's own is changed. */
export async function checkOnHost(host: HostAccess, row: HostRow, drafts: readonly DraftFile[]): Promise<Checked> {
  const { changes, problems: places } = await readChanges(host, row, drafts);
  const before = await dump(host, row);
  const files = await readLayers(host, row);
  const texts = checkFiles(files, drafts);
  const early = [...places, ...texts];
  if (hasFaults(early)) return { problems: early, difference: null, changes, before, after: null };
  const copy = await host.files.stage(row.configFolder);
  try {
    const tried = await tryInCopy(host, row, { copy, drafts, before });
    const running = await host.fail2ban.jailNames();
    const after = withDrafts(files, drafts);
    const late =
      tried.after.failure === null || tried.after.commands.length > 0
        ? checkStream({ before: before.effect, after: tried.after.effect, running, isOff: (jail) => isOff(after, jail), drafts })
        : [];
    const problems = [...early, ...tried.problems, ...late];
    return { problems, difference: differenceOf(before.effect, tried.after.effect), changes, before, after: tried.after };
  } finally {
    await host.files.unstage(copy);
  }
}

interface Trial {
  readonly copy: string;
  readonly drafts: readonly DraftFile[];
  readonly before: Dumped;
}

async function tryInCopy(host: HostAccess, row: HostRow, { copy, drafts, before }: Trial): Promise<{ after: Dumped; problems: Problem[] }> {
  for (const { path, content } of drafts) {
    const place = posix.join(copy, path);
    if (content === null) await host.files.remove(place);
    else await host.files.write(place, new TextEncoder().encode(content));
  }
  const after = await dump(host, row, copy);
  if (after.failure !== null) return { after, problems: [fault('bans.config_unreadable_stream', { words: after.failure })] };
  return { after, problems: await tryRegexes(host, { copy, before: before.effect, after: after.effect, drafts }) };
}

/** Off on purpose: `enabled` is false or nowhere, or the jail's section is gone. */
function isOff(files: ReadonlyMap<string, string>, jail: string): boolean {
  const layers = layersOf(files, 'jail');
  if (!sectionsOf(layers).includes(jail)) return true;
  const enabled = optionsOf(layers, jail)
    .find(({ option }) => option === 'enabled')
    ?.setBy.value.toLowerCase();
  return enabled === undefined || ['0', 'off', 'false', 'no'].includes(enabled);
}

/** What stands where the drafts go: outside of the folder, too large, or another one than the draft was made from is a fault. */
async function readChanges(
  host: HostAccess,
  row: HostRow,
  drafts: readonly DraftFile[],
): Promise<{ changes: FileChange[]; problems: Problem[] }> {
  const changes: FileChange[] = [];
  const problems: Problem[] = [];
  for (const { path, content, basedOn } of drafts) {
    const after = content === null ? null : checkContent(content, MOST_FILE_BYTES);
    const writable = checkWritePath(path);
    const before = writable.ok ? await readBytes(host, row, path) : writable;
    if (!before.ok) problems.push(fault(before.code, { ...before.params, file: path }, { path }));
    else if (after?.ok === false) problems.push(fault(after.code, after.params, { path }));
    else {
      const hash = before.value === null ? null : hashOf(before.value);
      if (hash !== basedOn) problems.push(fault('bans.config_stale_file', { file: path }, { path }));
      changes.push({ path, before: before.value, after: after?.value ?? null });
    }
  }
  return { changes, problems };
}
