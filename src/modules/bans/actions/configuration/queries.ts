import { ok, type Result } from '../../../../shared/result.ts';
import type { StreamDifference } from '../../domain/config/difference.ts';
import type { DraftFile } from '../../domain/config/draft.ts';
import { createInterpolate } from '../../domain/config/interpolate.ts';
import { type Files, type LayeredOption, layersOf, optionsOf, sectionsOf } from '../../domain/config/layers.ts';
import { type FileKind, kindOf, mayWrite } from '../../domain/config/paths.ts';
import type { Problem } from '../../domain/config/problem.ts';
import type { Command } from '../../domain/config/stream.ts';
import { listDrafts } from '../../store/config-drafts.ts';
import type { HostAccess, HostRow, ReachCode } from '../hosts/reach.ts';
import { hashOfDrafts } from './apply.ts';
import { checkOnHost, hasFaults } from './check.ts';
import { dump } from './dump.ts';
import { hashOf, listFolder, type PlaceFault, readBytes, readLayers, textOf } from './folder.ts';
import type { ConfigurationParts } from './parts.ts';

export interface ListedFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly kind: FileKind;
  readonly mayWrite: boolean;
  readonly exists: boolean;
  readonly hasDraft: boolean;
}

/** The files of a host's configuration, and those that only drafts make. */
export function createListFiles(parts: ConfigurationParts) {
  return async (hostId: string): Promise<Result<{ readonly folder: string; readonly files: readonly ListedFile[] }, ReachCode>> => {
    const drafts = new Map((await listDrafts(parts.db, hostId)).map((draft) => [draft.path, draft]));
    return parts.reach.reach(hostId, 'observe', async (host, row) => {
      const found = await listFolder(host, row);
      const names = new Set(found.map(({ path }) => path));
      const made = [...drafts.keys()].filter((path) => !names.has(path)).map((path) => ({ path, size: 0 }));
      const files = [...found, ...made].map(({ path, size }) => ({
        ...{ path, sizeBytes: size, kind: kindOf(path), mayWrite: mayWrite(path) },
        ...{ exists: names.has(path), hasDraft: drafts.has(path) },
      }));
      return { folder: row.configFolder, files: files.sort((left, right) => (left.path < right.path ? -1 : 1)) };
    });
  };
}

export interface ReadFile {
  readonly path: string;
  readonly content: string | null;
  readonly hash: string | null;
  readonly mayWrite: boolean;
}

export function createReadFile(parts: ConfigurationParts) {
  return async (hostId: string, path: string): Promise<Result<ReadFile, ReachCode | PlaceFault | 'bans.config_too_large'>> => {
    const read = await parts.reach.reach(hostId, 'observe', (host, row) => readBytes(host, row, path));
    if (!read.ok) return read;
    if (!read.value.ok) return read.value;
    const bytes = read.value.value;
    return ok({
      path,
      content: bytes === null ? null : textOf(bytes),
      hash: bytes === null ? null : hashOf(bytes),
      mayWrite: mayWrite(path),
    });
  };
}

export interface EffectiveOption extends LayeredOption {
  /** Null: only fail2ban can fill its references in. */
  readonly value: string | null;
}

export interface EffectiveSection {
  readonly jail: string;
  readonly isEnabled: boolean;
  readonly options: readonly EffectiveOption[];
}

export interface EffectiveRead {
  readonly jails: readonly EffectiveSection[];
  readonly commands: readonly Command[];
  readonly failure: string | null;
}

/** Which file sets which option, section by section, and what fail2ban makes of it all. */
export function createReadEffective(parts: ConfigurationParts) {
  return (hostId: string, of: string, only: string | undefined): Promise<Result<EffectiveRead, ReachCode>> =>
    parts.reach.reach(hostId, 'observe', async (host, row) => {
      const folder = of.includes('/') ? ['', of.split('/')[0] ?? ''] : undefined;
      const sections = sectionsAt(await readLayers(host, row, folder), of).filter(({ jail }) => only === undefined || jail === only);
      const { commands, failure } = await dump(host, row);
      return { jails: sections, commands, failure };
    });
}

function sectionsAt(files: Files, of: string): EffectiveSection[] {
  const layers = layersOf(files, of);
  const interpolate = createInterpolate(layers);
  return ['DEFAULT', ...sectionsOf(layers)].map((section) => {
    const options = optionsOf(layers, section).map((option) => {
      const filled = interpolate(section, option.setBy.value);
      return { ...option, value: filled.ok ? filled.value : null };
    });
    const enabled = options.find(({ option }) => option === 'enabled')?.value?.toLowerCase();
    return { jail: section, isEnabled: section !== 'DEFAULT' && ['1', 'on', 'true', 'yes'].includes(enabled ?? ''), options };
  });
}

export interface CheckedDrafts {
  readonly draftsHash: string | null;
  readonly mayApply: boolean;
  readonly problems: readonly Problem[];
  readonly difference: StreamDifference | null;
}

/** Tries a host's drafts in a copy: what is wrong with them, and what would change. */
export function createCheckDrafts(parts: ConfigurationParts) {
  return async (hostId: string): Promise<Result<CheckedDrafts, ReachCode>> => {
    const drafts = await listDrafts(parts.db, hostId);
    if (drafts.length === 0) return ok({ draftsHash: null, mayApply: false, problems: [], difference: null });
    // The copy is written on the host: not while the console is held.
    return parts.reach.reach(hostId, 'configure', (host, row) => checked(host, row, drafts));
  };
}

async function checked(host: HostAccess, row: HostRow, drafts: readonly DraftFile[]): Promise<CheckedDrafts> {
  const { problems, difference } = await checkOnHost(host, row, drafts);
  return { draftsHash: hashOfDrafts(drafts), mayApply: !hasFaults(problems), problems, difference };
}
