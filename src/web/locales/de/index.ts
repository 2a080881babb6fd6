import { assets } from './assets.ts';
import { house } from './house.ts';
import { messages } from './messages.ts';
import { notifications } from './notifications.ts';
import { people } from './people.ts';
import { refusals } from './refusals.ts';
import { shell } from './shell.ts';
import { streams } from './streams.ts';
import { telling } from './telling.ts';
import { today } from './today.ts';
import { told } from './told.ts';

export const de = {
  kernel: { ...shell, ...today, ...people, ...assets, ...house, ...notifications, ...streams, refusals, told },
  telling,
  messages,
};
