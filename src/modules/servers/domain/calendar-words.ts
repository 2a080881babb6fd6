import type { CalendarEntry } from './calendar.ts';

/** Languages that people read the console in. */
export type Language = 'en' | 'de';

interface Words {
  readonly calendar: string;
  readonly summary: Readonly<Record<CalendarEntry['kind'], string>>;
  readonly about: Readonly<Record<CalendarEntry['kind'], string>>;
}

/** What a calendar says, in the language of its person; `{name}` is the server's. */
export const CALENDAR_WORDS: Readonly<Record<Language, Words>> = {
  en: {
    calendar: 'Caretaker: server updates',
    summary: {
      due: 'Update due: {name}',
      overdue: 'Update overdue: {name}',
      suggested: 'Good time to update {name}',
      slot: 'Update planned: {name}',
    },
    about: {
      due: 'By the end of this day {name} should be updated.',
      overdue: 'The update of {name} was due on this day.',
      suggested: 'Nobody is known to depend on {name} at this time.',
      slot: 'This time was planned for the update of {name}.',
    },
  },
  de: {
    calendar: 'Caretaker: Server-Aktualisierungen',
    summary: {
      due: 'Aktualisierung fällig: {name}',
      overdue: 'Aktualisierung überfällig: {name}',
      suggested: 'Gute Zeit, {name} zu aktualisieren',
      slot: 'Aktualisierung geplant: {name}',
    },
    about: {
      due: 'Bis zum Ende dieses Tages sollte {name} aktualisiert sein.',
      overdue: 'Die Aktualisierung von {name} war an diesem Tag fällig.',
      suggested: 'Zu dieser Zeit ist {name} nicht in Benutzung, soweit bekannt.',
      slot: 'Diese Zeit ist für die Aktualisierung von {name} geplant.',
    },
  },
};

/** A function, so that a name with a dollar sign is itself. */
export const named = (text: string, name: string): string => text.replaceAll('{name}', () => name);
