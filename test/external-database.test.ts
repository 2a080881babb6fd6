import { expect } from 'vitest';
import { migrate, migrationState } from '../src/kernel/db/migrate.ts';
import { openDatabase } from '../src/kernel/db/open.ts';
import { createLog } from '../src/kernel/log/log.ts';
import { testDatabase } from '../src/kernel/testing/database.ts';
import { describeSchema } from '../src/kernel/testing/schema.ts';
import { allMigrations } from './all-migrations.ts';
import { withDistributionPostgres } from './distribution-postgres.ts';
import { testNeeding } from './needs.ts';

const { db: embedded } = await testDatabase();
const log = createLog({ level: 'silent', format: 'json' });
/** Before PostgreSQL 18 our own function makes the ids; all else must be equal. */
const withoutUuid = (text: string): string =>
  text.replaceAll(/CREATE OR REPLACE FUNCTION kernel\.uuidv7\(\)[^$]*\$function\$[^$]*\$function\$\n?/g, '');

testNeeding('postgresql', 'a PostgreSQL of the distribution gets the same schema as the embedded one', () =>
  withDistributionPostgres(async ({ url }) => {
    const external = await openDatabase({ url, log, patience: Temporal.Duration.from({ seconds: 5 }) });
    try {
      await migrate(external.db, allMigrations, log);
      expect(await migrationState(external.db, allMigrations)).toEqual({ pending: [], faults: [] });
      expect(withoutUuid(await describeSchema(external.db))).toBe(withoutUuid(await describeSchema(embedded)));
    } finally {
      await external.close();
    }
  }),
);
