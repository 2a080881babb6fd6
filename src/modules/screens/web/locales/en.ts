import { toldTexts } from '../../../../kernel/contract/saying.ts';
import { SCREENS_TOLD } from '../../contract/told.ts';
import { commands } from './en/commands.ts';
import { content } from './en/content.ts';
import { findings } from './en/findings.ts';
import { overview } from './en/overview.ts';
import { pages } from './en/pages.ts';
import { refusals } from './en/refusals.ts';
import { watch } from './en/watch.ts';
import { wire } from './en/wire.ts';

export const en = {
  ...pages,
  ...commands,
  ...content,
  ...findings,
  ...overview,
  ...watch,
  ...wire,
  refusals,
  told: toldTexts(SCREENS_TOLD),
};
