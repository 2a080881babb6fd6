import { toldTexts } from '../../../kernel/contract/saying.ts';
import { KERNEL_SENTENCES } from '../../../kernel/contract/sentences.ts';
import { KERNEL_TOLD } from '../../../kernel/contract/told.ts';
import { assets } from './assets.ts';
import { house } from './house.ts';
import { notifications } from './notifications.ts';
import { people } from './people.ts';
import { shell } from './shell.ts';
import { streams } from './streams.ts';
import { telling } from './telling.ts';
import { today } from './today.ts';

/** Faults that only pages know. */
const web = {
  'web.unreachable': 'The console cannot be reached. Nothing was changed as far as this page knows.',
  'web.unreadable': 'Something between this page and the console answered in its place.',
  'web.broken': 'This page has a fault. Loading it again may help.',
};

export const en = {
  kernel: {
    ...shell,
    ...today,
    ...people,
    ...assets,
    ...house,
    ...notifications,
    ...streams,
    refusals: { ...KERNEL_SENTENCES, ...web },
    told: toldTexts(KERNEL_TOLD),
  },
  telling,
  /** Messages of the contracts are English already. */
  messages: {},
};
