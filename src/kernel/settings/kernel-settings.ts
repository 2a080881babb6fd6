import { AUTH_SETTINGS } from '../auth/sessions/settings.ts';
import { STREAM_SETTINGS } from '../streams/settings.ts';
import { TELLING_SETTINGS } from '../telling/settings.ts';
import type { SettingsTable } from './declare.ts';

/** Settings of the kernel's rooms. */
export const KERNEL_SETTINGS = {
  ...AUTH_SETTINGS,
  ...TELLING_SETTINGS,
  ...STREAM_SETTINGS,
} as const satisfies SettingsTable;
