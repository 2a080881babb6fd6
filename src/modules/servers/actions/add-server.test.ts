import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../kernel/testing/database.ts';
import { checkAddress } from './add-server.ts';

const { db } = await testDatabase();

const almostAddress = fc.oneof(
  fc.ipV4(),
  fc.ipV4Extended(),
  fc.ipV6(),
  fc.tuple(fc.ipV6(), fc.constantFrom('%eth0', '/64', ' ', '.')).map(([address, tail]) => address + tail),
  fc.tuple(fc.ipV4(), fc.constantFrom('/24', '.1', ' ', ':80', '\0')).map(([address, tail]) => address + tail),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef:.%/ ') }),
);

test('PostgreSQL reads every address that passes, as one address and without a change of meaning', async () => {
  await fc.assert(
    fc.asyncProperty(almostAddress, async (typed) => {
      if (!checkAddress(typed).ok) return;
      const { rows } = await sql<{ host: string; bits: number; family: number }>`
        select host(${typed}::inet) as host, masklen(${typed}::inet) as bits, family(${typed}::inet) as family`.execute(db);
      expect(rows[0]?.bits).toBe(rows[0]?.family === 4 ? 32 : 128);
      expect(checkAddress(rows[0]?.host ?? '').ok).toBe(true);
    }),
    { numRuns: 300 },
  );
});
