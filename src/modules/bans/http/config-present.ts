import { textOf } from '../actions/configuration/folder.ts';
import type { CheckedDrafts, EffectiveRead } from '../actions/configuration/queries.ts';
import type { DraftRow, VersionDetail, VersionRow } from '../actions/configuration/version-queries.ts';
import { differenceOf, type StreamDifference } from '../domain/config/difference.ts';
import type { Problem } from '../domain/config/problem.ts';
import { type Command, effectOf, wordOf } from '../domain/config/stream.ts';

export const presentDraft = ({ path, content, basedOn, by, at }: DraftRow) => ({ path, content, basedOn, by, at: at.toString() });

const presentProblem = (problem: Problem) => ({ ...problem, params: { ...problem.params } });

const presentDifference = ({ addedJails, removedJails, changes, isCut }: StreamDifference) => ({
  addedJails: [...addedJails],
  removedJails: [...removedJails],
  changes: changes.map((change) => ({ ...change, before: [...change.before], after: [...change.after] })),
  isCut,
});

export const presentCheck = ({ draftsHash, mayApply, problems, difference }: CheckedDrafts) => ({
  draftsHash,
  mayApply,
  problems: problems.map(presentProblem),
  difference: difference === null ? null : presentDifference(difference),
});

export const presentVersion = (version: VersionRow) => ({
  id: version.id,
  at: version.at.toString(),
  by: version.by,
  note: version.note,
  state: version.state,
  problem: version.problem === null ? null : presentProblem(version.problem),
  restoresId: version.restoresId,
  endedAt: version.endedAt?.toString() ?? null,
  paths: [...version.paths],
});

export const presentVersionDetail = (version: VersionDetail) => ({
  ...presentVersion(version),
  files: version.files.map(({ path, before, after }) => ({
    path,
    before: before === null ? null : textOf(before),
    after: after === null ? null : textOf(after),
  })),
  jailsBefore: [...version.jailsBefore],
  jailsAfter: [...version.jailsAfter],
  difference: presentDifference(differenceOf(effectOf(version.streamBefore), effectOf(version.streamAfter))),
});

/** A command with the jail that it is about, as one line of words. */
function presentCommand(command: Command, jails: ReadonlySet<string>) {
  const words = command.map(wordOf);
  const isOfJail = words[1] !== undefined && jails.has(words[1]);
  const rest = words.slice(isOfJail ? 2 : 1);
  const verb = words[0] ?? '';
  const isSet = verb === 'set' || verb === 'multi-set';
  return {
    jail: isOfJail ? (words[1] ?? null) : null,
    name: isSet ? (rest[0] ?? verb) : verb,
    value: (isSet ? rest.slice(1) : rest).join(' '),
  };
}

export function presentEffective({ jails, commands, failure }: EffectiveRead, only: string | undefined) {
  const names = new Set(commands.flatMap((command) => (command[0] === 'add' ? [wordOf(command[1] ?? null)] : [])));
  const stream = commands.map((command) => presentCommand(command, names)).filter(({ jail }) => only === undefined || jail === only);
  return {
    jails: jails.map(({ jail, isEnabled, options }) => ({
      jail,
      isEnabled,
      options: options.map(({ option, setBy, hidden, value }) => ({
        option,
        written: setBy.value,
        value,
        setBy: { ...setBy },
        hidden: hidden.map((one) => ({ ...one })),
      })),
    })),
    stream,
    failure,
  };
}
