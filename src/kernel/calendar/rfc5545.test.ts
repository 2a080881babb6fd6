import { expect, test } from 'vitest';
import { recurrence } from './recurrence.ts';

/**
 * The examples of RFC 5545 section 3.8.5.3, in its order. All start in America/New_York; the occurrences are local days,
 * at 09:00 unless a time is given, `EDT` until 25 October 1997 and `EST` from the 26th. `…`: it goes on after what is printed.
 */
interface Example {
  readonly what: string;
  readonly start: string;
  /** Where the RFC gives several ways, each of them. */
  readonly rules: readonly string[];
  readonly exdate?: string;
  readonly happens: string;
}

const weekdays = 'SU,MO,TU,WE,TH,FR,SA';

const EXAMPLES: readonly Example[] = [
  { what: 'daily for 10 occurrences', start: '1997-09-02', rules: ['FREQ=DAILY;COUNT=10'], happens: '1997 Sep 2-11' },
  {
    what: 'daily until December 24, 1997',
    start: '1997-09-02',
    rules: ['FREQ=DAILY;UNTIL=19971224T000000Z'],
    happens: '1997 Sep 2-30; Oct 1-31; Nov 1-30; Dec 1-23',
  },
  {
    what: 'every other day, forever',
    start: '1997-09-02',
    rules: ['FREQ=DAILY;INTERVAL=2'],
    happens:
      '1997 Sep 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30; Oct 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30; Nov 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29; Dec 1,3 …',
  },
  {
    what: 'every 10 days, 5 occurrences',
    start: '1997-09-02',
    rules: ['FREQ=DAILY;INTERVAL=10;COUNT=5'],
    happens: '1997 Sep 2,12,22; Oct 2,12',
  },
  {
    what: 'every day in January, for 3 years',
    start: '1998-01-01',
    rules: [`FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=${weekdays}`, 'FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1'],
    happens: '1998 Jan 1-31; 1999 Jan 1-31; 2000 Jan 1-31',
  },
  {
    what: 'weekly for 10 occurrences',
    start: '1997-09-02',
    rules: ['FREQ=WEEKLY;COUNT=10'],
    happens: '1997 Sep 2,9,16,23,30; Oct 7,14,21,28; Nov 4',
  },
  {
    what: 'weekly until December 24, 1997',
    start: '1997-09-02',
    rules: ['FREQ=WEEKLY;UNTIL=19971224T000000Z'],
    happens: '1997 Sep 2,9,16,23,30; Oct 7,14,21,28; Nov 4,11,18,25; Dec 2,9,16,23',
  },
  {
    what: 'every other week, forever',
    start: '1997-09-02',
    rules: ['FREQ=WEEKLY;INTERVAL=2;WKST=SU'],
    happens: '1997 Sep 2,16,30; Oct 14,28; Nov 11,25; Dec 9,23; 1998 Jan 6,20; Feb 3,17 …',
  },
  {
    what: 'weekly on Tuesday and Thursday for five weeks',
    start: '1997-09-02',
    rules: ['FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH', 'FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH'],
    happens: '1997 Sep 2,4,9,11,16,18,23,25,30; Oct 2',
  },
  {
    what: 'every other week on Monday, Wednesday and Friday until December 24, 1997, starting on Monday, September 1, 1997',
    start: '1997-09-01',
    rules: ['FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR'],
    happens: '1997 Sep 1,3,5,15,17,19,29; Oct 1,3,13,15,17,27,29,31; Nov 10,12,14,24,26,28; Dec 8,10,12,22',
  },
  {
    what: 'every other week on Tuesday and Thursday, for 8 occurrences',
    start: '1997-09-02',
    rules: ['FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH'],
    happens: '1997 Sep 2,4,16,18,30; Oct 2,14,16',
  },
  {
    what: 'monthly on the first Friday for 10 occurrences',
    start: '1997-09-05',
    rules: ['FREQ=MONTHLY;COUNT=10;BYDAY=1FR'],
    happens: '1997 Sep 5; Oct 3; Nov 7; Dec 5; 1998 Jan 2; Feb 6; Mar 6; Apr 3; May 1; Jun 5',
  },
  {
    what: 'monthly on the first Friday until December 24, 1997',
    start: '1997-09-05',
    rules: ['FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR'],
    happens: '1997 Sep 5; Oct 3; Nov 7; Dec 5',
  },
  {
    what: 'every other month on the first and last Sunday of the month for 10 occurrences',
    start: '1997-09-07',
    rules: ['FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU'],
    happens: '1997 Sep 7,28; Nov 2,30; 1998 Jan 4,25; Mar 1,29; May 3,31',
  },
  {
    what: 'monthly on the second-to-last Monday of the month for 6 months',
    start: '1997-09-22',
    rules: ['FREQ=MONTHLY;COUNT=6;BYDAY=-2MO'],
    happens: '1997 Sep 22; Oct 20; Nov 17; Dec 22; 1998 Jan 19; Feb 16',
  },
  {
    what: 'monthly on the third-to-the-last day of the month, forever',
    start: '1997-09-28',
    rules: ['FREQ=MONTHLY;BYMONTHDAY=-3'],
    happens: '1997 Sep 28; Oct 29; Nov 28; Dec 29; 1998 Jan 29; Feb 26 …',
  },
  {
    what: 'monthly on the 2nd and 15th of the month for 10 occurrences',
    start: '1997-09-02',
    rules: ['FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15'],
    happens: '1997 Sep 2,15; Oct 2,15; Nov 2,15; Dec 2,15; 1998 Jan 2,15',
  },
  {
    what: 'monthly on the first and last day of the month for 10 occurrences',
    start: '1997-09-30',
    rules: ['FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1'],
    happens: '1997 Sep 30; Oct 1,31; Nov 1,30; Dec 1,31; 1998 Jan 1,31; Feb 1',
  },
  {
    what: 'every 18 months on the 10th thru 15th of the month for 10 occurrences',
    start: '1997-09-10',
    rules: ['FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15'],
    happens: '1997 Sep 10-15; 1999 Mar 10-13',
  },
  {
    what: 'every Tuesday, every other month',
    start: '1997-09-02',
    rules: ['FREQ=MONTHLY;INTERVAL=2;BYDAY=TU'],
    happens: '1997 Sep 2,9,16,23,30; Nov 4,11,18,25; 1998 Jan 6,13,20,27; Mar 3,10,17,24,31 …',
  },
  {
    what: 'yearly in June and July for 10 occurrences',
    start: '1997-06-10',
    rules: ['FREQ=YEARLY;COUNT=10;BYMONTH=6,7'],
    happens: '1997 Jun 10; Jul 10; 1998 Jun 10; Jul 10; 1999 Jun 10; Jul 10; 2000 Jun 10; Jul 10; 2001 Jun 10; Jul 10',
  },
  {
    what: 'every other year on January, February and March for 10 occurrences',
    start: '1997-03-10',
    rules: ['FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3'],
    happens: '1997 Mar 10; 1999 Jan 10; Feb 10; Mar 10; 2001 Jan 10; Feb 10; Mar 10; 2003 Jan 10; Feb 10; Mar 10',
  },
  {
    what: 'every third year on the 1st, 100th and 200th day for 10 occurrences',
    start: '1997-01-01',
    rules: ['FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200'],
    happens: '1997 Jan 1; Apr 10; Jul 19; 2000 Jan 1; Apr 9; Jul 18; 2003 Jan 1; Apr 10; Jul 19; 2006 Jan 1',
  },
  {
    what: 'every 20th Monday of the year, forever',
    start: '1997-05-19',
    rules: ['FREQ=YEARLY;BYDAY=20MO'],
    happens: '1997 May 19; 1998 May 18; 1999 May 17 …',
  },
  {
    what: 'Monday of week number 20, forever',
    start: '1997-05-12',
    rules: ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO'],
    happens: '1997 May 12; 1998 May 11; 1999 May 17 …',
  },
  {
    what: 'every Thursday in March, forever',
    start: '1997-03-13',
    rules: ['FREQ=YEARLY;BYMONTH=3;BYDAY=TH'],
    happens: '1997 Mar 13,20,27; 1998 Mar 5,12,19,26; 1999 Mar 4,11,18,25 …',
  },
  {
    what: 'every Thursday, but only during June, July and August, forever',
    start: '1997-06-05',
    rules: ['FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8'],
    happens:
      '1997 Jun 5,12,19,26; Jul 3,10,17,24,31; Aug 7,14,21,28; 1998 Jun 4,11,18,25; Jul 2,9,16,23,30; Aug 6,13,20,27; 1999 Jun 3,10,17,24; Jul 1,8,15,22,29; Aug 5,12,19,26 …',
  },
  {
    what: 'every Friday the 13th, forever',
    start: '1997-09-02',
    exdate: '1997-09-02',
    rules: ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13'],
    happens: '1998 Feb 13; Mar 13; Nov 13; 1999 Aug 13; 2000 Oct 13 …',
  },
  {
    what: 'the first Saturday that follows the first Sunday of the month, forever',
    start: '1997-09-13',
    rules: ['FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13'],
    happens: '1997 Sep 13; Oct 11; Nov 8; Dec 13; 1998 Jan 10; Feb 7; Mar 7; Apr 11; May 9; Jun 13 …',
  },
  {
    what: 'every 4 years, the first Tuesday after a Monday in November, forever (U.S. Presidential Election day)',
    start: '1996-11-05',
    rules: ['FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8'],
    happens: '1996 Nov 5; 2000 Nov 7; 2004 Nov 2 …',
  },
  {
    what: 'the third instance into the month of one of Tuesday, Wednesday or Thursday, for the next 3 months',
    start: '1997-09-04',
    rules: ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3'],
    happens: '1997 Sep 4; Oct 7; Nov 6',
  },
  {
    what: 'the second-to-last weekday of the month',
    start: '1997-09-29',
    rules: ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2'],
    happens: '1997 Sep 29; Oct 30; Nov 27; Dec 30; 1998 Jan 29; Feb 26; Mar 30 …',
  },
  {
    // The RFC prints UNTIL=19970902T170000Z, which is 13:00 there: a known erratum. 17:00 in New York is meant.
    what: 'every 3 hours from 9:00 AM to 5:00 PM on a specific day',
    start: '1997-09-02',
    rules: ['FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z'],
    happens: '1997 Sep 2@09:00,2@12:00,2@15:00',
  },
  {
    what: 'the same with the end that the RFC prints',
    start: '1997-09-02',
    rules: ['FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z'],
    happens: '1997 Sep 2@09:00,2@12:00',
  },
  {
    what: 'every 15 minutes for 6 occurrences',
    start: '1997-09-02',
    rules: ['FREQ=MINUTELY;INTERVAL=15;COUNT=6'],
    happens: '1997 Sep 2@09:00,2@09:15,2@09:30,2@09:45,2@10:00,2@10:15',
  },
  {
    what: 'every hour and a half for 4 occurrences',
    start: '1997-09-02',
    rules: ['FREQ=MINUTELY;INTERVAL=90;COUNT=4'],
    happens: '1997 Sep 2@09:00,2@10:30,2@12:00,2@13:30',
  },
  {
    what: 'every 20 minutes from 9:00 AM to 4:40 PM every day',
    start: '1997-09-02',
    rules: ['FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40', 'FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16'],
    happens: `1997 Sep ${[2, 3, 4].flatMap((day) => [9, 10, 11, 12, 13, 14, 15, 16].flatMap((hour) => ['00', '20', '40'].map((minute) => `${day}@${String(hour).padStart(2, '0')}:${minute}`))).join()} …`,
  },
  {
    what: 'a week that starts on Monday',
    start: '1997-08-05',
    rules: ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO'],
    happens: '1997 Aug 5,10,19,24',
  },
  {
    what: 'the same, changing only WKST from MO to SU',
    start: '1997-08-05',
    rules: ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU'],
    happens: '1997 Aug 5,17,19,31',
  },
  {
    what: 'an invalid date (February 30) is ignored',
    start: '2007-01-15',
    rules: ['FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5'],
    happens: '2007 Jan 15,30; Feb 15; Mar 15,30',
  },
];

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `1997 Sep 2,4-6; Oct 1@10:30` as local times. */
function localTimes(happens: string): string[] {
  let year = '';
  return happens
    .replace(' …', '')
    .split('; ')
    .flatMap((piece) => {
      const [, newYear, month = '', days = ''] = /^(?:(\d{4}) )?([A-Z][a-z]{2}) (.+)$/.exec(piece) ?? [];
      year = newYear ?? year;
      const monthNumber = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
      return days
        .split(',')
        .flatMap(expandDays)
        .map((day) => `${year}-${monthNumber}-${day}`);
    });
}

function expandDays(text: string): string[] {
  const [days = '', time = '09:00'] = text.split('@');
  const [from = 0, to = from] = days.split('-').map(Number);
  return Array.from({ length: to - from + 1 }, (_, index) => `${String(from + index).padStart(2, '0')}T${time}`);
}

const at9 = (day: string) => Temporal.PlainDateTime.from(`${day}T09:00`);

const VECTORS = EXAMPLES.flatMap(({ rules, ...example }) => rules.map((rule) => ({ ...example, rule })));

test.each(VECTORS)('$what: $rule', ({ start, rule, exdate, happens }) => {
  const zone = 'America/New_York';
  const made = recurrence({ start: at9(start), timeZone: zone, rule, ...(exdate === undefined ? {} : { exdates: [at9(exdate)] }) });
  if (!made.ok) throw new Error(made.code);
  const expected = localTimes(happens);
  // One more where the RFC says that it ends, so that a rule that goes on is found out.
  const limit = expected.length + (happens.endsWith('…') ? 0 : 1);
  const found = made.value.occurrencesBetween(
    Temporal.Instant.from('1990-01-01T00:00Z'),
    Temporal.Instant.from('2010-01-01T00:00Z'),
    limit,
  );
  expect(found.map((at) => at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' }))).toEqual(expected);
  // The offset that the RFC prints beside it: EDT before the last Sunday of October, EST after it.
  const summer = found.filter((at) => at.toZonedDateTimeISO(zone).month === 9);
  expect(summer.every((at) => at.toZonedDateTimeISO(zone).offset === '-04:00')).toBe(true);
});
