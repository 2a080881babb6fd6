import { toldTexts } from '../../../../kernel/contract/saying.ts';
import { BANS_TOLD } from '../../contract/told.ts';
import { archive } from './en/archive.ts';
import { configuration } from './en/configuration.ts';
import { findings } from './en/findings.ts';
import { hosts } from './en/hosts.ts';
import { lists } from './en/lists.ts';
import { refusals } from './en/refusals.ts';
import { words } from './en/words.ts';

export const en = { ...words, ...hosts, ...archive, ...lists, ...configuration, ...findings, refusals, told: toldTexts(BANS_TOLD) };
