import { z } from 'zod';
import { maskedUrl } from '../../../../kernel/audit/write.ts';
import { setting } from '../../../../kernel/settings/declare.ts';

const FilePath = z
  .string()
  .trim()
  .max(1_000)
  .regex(/^(?:|\/[^\0]*)$/, 'This is not the whole path of a file, such as /var/lib/caretaker/country.mmdb.');

const HttpUrl = z
  .string()
  .trim()
  .max(2_000)
  .regex(/^(?:|https?:\/\/\S+)$/, 'This is not an address that begins with http:// or https://.');

/** How long bans stay in the archive. */
export const BANS_DAYS = {
  key: 'bans.keptDays',
  declaration: setting({
    schema: z.int().min(90).max(3_650).meta({
      title: 'Keep bans for days',
      description: 'Bans that began earlier leave the archive, month by month. What fail2ban itself keeps is not touched.',
    }),
    default: 365,
  }),
} as const;

/** How long the lines of logs that bans were for stay. */
export const LINES_DAYS = {
  key: 'bans.linesKeptDays',
  declaration: setting({
    schema: z.int().min(1).max(90).meta({
      title: 'Keep the log lines of bans for days',
      description: 'Lines of logs name people. The ban itself stays for longer.',
    }),
    default: 30,
  }),
} as const;

/** How long what a resolver in the web has answered stays, counted from when its address was last met. */
export const PLACES_DAYS = {
  key: 'bans.placesKeptDays',
  declaration: setting({
    schema: z.int().min(1).max(3_650).meta({
      title: 'Keep places from the web for days',
      description: 'Places of addresses that were not met for longer are forgotten, and asked for again when they come back.',
    }),
    default: 90,
  }),
} as const;

export const COUNTRY_FILE = {
  key: 'bans.geoCountryFile',
  declaration: setting({
    schema: FilePath.meta({
      title: 'File of countries',
      description: 'Path of an MMDB file on the console: GeoLite2 Country or City, DB-IP Country or City. Read again when it changes.',
    }),
    default: '',
  }),
} as const;

export const ASN_FILE = {
  key: 'bans.geoAsnFile',
  declaration: setting({
    schema: FilePath.meta({
      title: 'File of networks',
      description: 'Path of an MMDB file on the console with numbers and names of autonomous systems: GeoLite2 ASN, DB-IP ASN.',
    }),
    default: '',
  }),
} as const;

export const PLACES_URL = {
  key: 'bans.placesUrl',
  declaration: setting({
    schema: HttpUrl.meta({
      title: 'Resolver of places in the web',
      description:
        'Asked for addresses that no file knows, 100 at once, as a list by POST (the form of ip-api.com/batch). Banned addresses leave the house by it. Empty: nobody is asked.',
    }),
    default: '',
    masked: maskedUrl,
  }),
} as const;

export const ARCHIVE_SETTINGS = Object.fromEntries(
  [BANS_DAYS, LINES_DAYS, PLACES_DAYS, COUNTRY_FILE, ASN_FILE, PLACES_URL].map(({ key, declaration }) => [key, declaration]),
);
