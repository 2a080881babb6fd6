import type { Actor } from '../../../../kernel/auth/actor.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { type EditFault, setOption, unsetOption } from '../../domain/config/edit.ts';
import { typeOf, type ValueFault, valueFault } from '../../domain/config/options.ts';
import { OWN_JAIL_FILE } from '../../domain/config/paths.ts';
import { type DraftRow, findDraft } from '../../store/config-drafts.ts';
import type { ReachCode } from '../hosts/reach.ts';
import { createSaveDraft, type DraftFault } from './drafts.ts';
import { hashOf, type PlaceFault, readBytes, textOf } from './folder.ts';
import type { ConfigurationParts } from './parts.ts';

export interface SetJailOption {
  readonly hostId: string;
  readonly jail: string;
  readonly option: string;
  /** Null: not set by us any more. */
  readonly value: string | null;
}

type Fault =
  | ReachCode
  | DraftFault
  | PlaceFault
  | EditFault
  | ValueFault
  | 'bans.config_bad_jail_name'
  | 'bans.config_bad_option_name'
  | 'bans.config_stale_draft';

type Answer = Result<DraftRow, Fault>;

/** Drafts our own jail file with one option set or unset, on top of the draft that is there. */
export function createSetJailOption(parts: ConfigurationParts) {
  const saveDraft = createSaveDraft(parts);
  return async (by: Actor, input: SetJailOption): Promise<Answer> => {
    const wrong = faultOf(input);
    if (wrong !== null)
      return refuse(wrong, {
        path: wrong.endsWith('_name') ? (wrong.includes('jail') ? 'jail' : 'option') : 'value',
        option: input.option,
      });
    const base = await baseOf(parts, input.hostId);
    if (!base.ok) return base;
    const { text, basedOn } = base.value;
    const { jail, option, value } = input;
    const edited = value === null ? unsetOption(text, jail, option) : setOption(text, jail, option, value);
    if (!edited.ok) return refuse(edited.code, { ...edited.params, file: OWN_JAIL_FILE });
    return saveDraft(by, { hostId: input.hostId, path: OWN_JAIL_FILE, content: edited.value, basedOn });
  };
}

function faultOf({ jail, option, value }: SetJailOption): 'bans.config_bad_jail_name' | 'bans.config_bad_option_name' | ValueFault | null {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(jail) || /^(?:INCLUDES|KNOWN)$/i.test(jail)) return 'bans.config_bad_jail_name';
  if (!/^[a-z_][a-z0-9_.]*$/i.test(option)) return 'bans.config_bad_option_name';
  if (value === null) return null;
  if (typeOf(option) === 'program') return 'bans.config_only_in_files';
  return valueFault(option, value);
}

/** What the option is set in: the draft, else the file. A draft of something that has changed since is no ground to build on. */
async function baseOf(parts: ConfigurationParts, hostId: string): Promise<Result<{ text: string; basedOn: string | null }, Fault>> {
  const draft = await findDraft(parts.db, hostId, OWN_JAIL_FILE);
  const read = await parts.reach.reach(hostId, 'observe', (host, row) => readBytes(host, row, OWN_JAIL_FILE));
  if (!read.ok) return read;
  if (!read.value.ok) return read.value;
  const bytes = read.value.value;
  const hash = bytes === null ? null : hashOf(bytes);
  if (draft === null) return ok({ text: bytes === null ? '' : textOf(bytes), basedOn: hash });
  if (draft.basedOn !== hash) return refuse('bans.config_stale_draft', { file: OWN_JAIL_FILE });
  return ok({ text: draft.content ?? '', basedOn: hash });
}
