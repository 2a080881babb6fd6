import { house } from './house.ts';
import { messages } from './messages.ts';
import { people } from './people.ts';
import { refusals } from './refusals.ts';
import { shell } from './shell.ts';
import { today } from './today.ts';

export const de = {
  kernel: { ...shell, ...today, ...people, ...house, refusals },
  messages,
};
