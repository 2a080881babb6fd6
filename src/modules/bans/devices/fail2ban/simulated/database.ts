import { DatabaseSync } from 'node:sqlite';

/** A row of `bans`. Times are seconds since 1970. */
export interface StoredBan {
  readonly jail: string;
  readonly address: string;
  readonly at: number;
  /** -1: for ever. */
  readonly seconds: number;
  readonly count: number;
  readonly matches: readonly string[];
  readonly failures: number;
}

export interface SimulatedDatabase {
  readonly file: string;
  addJail(name: string): void;
  disableJail(name: string): void;
  /** How often this address was banned in this jail before. */
  bansBefore(jail: string, address: string): number;
  addBan(ban: StoredBan): void;
  /** As fail2ban does at an unban: every row of the address in the jail goes, and with it its history. */
  removeBans(jail: string, address: string): void;
  /** What still counts at `now`. */
  currentBans(jail: string, now: number): StoredBan[];
  /** Forgets what began longer ago than `ageSeconds`, by fail2ban's two rules. */
  purge(now: number, ageSeconds: number): void;
  close(): void;
}

// database.py of fail2ban 1.0.2, version 4 of the schema.
const SCHEMA = `
CREATE TABLE IF NOT EXISTS fail2banDb(version INTEGER);
INSERT INTO fail2banDb(version) SELECT 4 WHERE NOT EXISTS (SELECT 1 FROM fail2banDb LIMIT 1);
CREATE TABLE IF NOT EXISTS jails(name TEXT NOT NULL UNIQUE, enabled INTEGER NOT NULL DEFAULT 1);
CREATE INDEX IF NOT EXISTS jails_name ON jails(name);
CREATE TABLE IF NOT EXISTS logs(jail TEXT NOT NULL, path TEXT, firstlinemd5 TEXT, lastfilepos INTEGER DEFAULT 0,
  FOREIGN KEY(jail) REFERENCES jails(name) ON DELETE CASCADE, UNIQUE(jail, path), UNIQUE(jail, path, firstlinemd5));
CREATE INDEX IF NOT EXISTS logs_path ON logs(path);
CREATE INDEX IF NOT EXISTS logs_jail_path ON logs(jail, path);
CREATE TABLE IF NOT EXISTS bans(jail TEXT NOT NULL, ip TEXT, timeofban INTEGER NOT NULL, bantime INTEGER NOT NULL,
  bancount INTEGER NOT NULL default 1, data JSON, FOREIGN KEY(jail) REFERENCES jails(name));
CREATE INDEX IF NOT EXISTS bans_jail_timeofban_ip ON bans(jail, timeofban);
CREATE INDEX IF NOT EXISTS bans_jail_ip ON bans(jail, ip);
CREATE INDEX IF NOT EXISTS bans_ip ON bans(ip);
CREATE TABLE IF NOT EXISTS bips(ip TEXT NOT NULL, jail TEXT NOT NULL, timeofban INTEGER NOT NULL, bantime INTEGER NOT NULL,
  bancount INTEGER NOT NULL default 1, data JSON, PRIMARY KEY(ip, jail), FOREIGN KEY(jail) REFERENCES jails(name));
CREATE INDEX IF NOT EXISTS bips_timeofban ON bips(timeofban);
CREATE INDEX IF NOT EXISTS bips_ip ON bips(ip);
`;

const dataOf = ({ matches, failures }: StoredBan): Uint8Array => Buffer.from(JSON.stringify({ matches, failures }));

/** Opens or makes the file. Throws where it cannot. */
export function openSimulatedDatabase(file: string): SimulatedDatabase {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;');
  database.exec(SCHEMA);
  const insert = database.prepare('INSERT INTO bans(jail, ip, timeofban, bantime, bancount, data) VALUES(?, ?, ?, ?, ?, ?)');
  const replace = database.prepare('INSERT OR REPLACE INTO bips(jail, ip, timeofban, bantime, bancount, data) VALUES(?, ?, ?, ?, ?, ?)');
  const current = database.prepare(
    'SELECT ip, timeofban, bantime, bancount FROM bips WHERE jail = ? AND (timeofban + bantime > ? OR bantime <= -1) ORDER BY ip',
  );
  return {
    file,
    addJail(name) {
      database.prepare('INSERT INTO jails(name, enabled) VALUES(?, 1) ON CONFLICT(name) DO UPDATE SET enabled = 1').run(name);
    },
    disableJail(name) {
      database.prepare('UPDATE jails SET enabled = 0 WHERE name = ?').run(name);
    },
    bansBefore(jail, address) {
      const row = database.prepare('SELECT bancount FROM bips WHERE jail = ? AND ip = ?').get(jail, address);
      return Number(row?.['bancount'] ?? 0);
    },
    addBan(ban) {
      const row = [ban.jail, ban.address, ban.at, ban.seconds, ban.count, dataOf(ban)];
      insert.run(...row);
      replace.run(...row);
    },
    removeBans(jail, address) {
      for (const table of ['bips', 'bans']) database.prepare(`DELETE FROM ${table} WHERE jail = ? AND ip = ?`).run(jail, address);
    },
    currentBans: (jail, now) =>
      current.all(jail, now).map((row) => ({
        ...{ jail, address: String(row['ip']), at: Number(row['timeofban']), seconds: Number(row['bantime']) },
        ...{ count: Number(row['bancount']), matches: [], failures: 0 },
      })),
    purge(now, ageSeconds) {
      const before = now - ageSeconds;
      database.prepare('DELETE FROM bans WHERE timeofban < ?').run(before);
      database.prepare('DELETE FROM bips WHERE timeofban < ? AND bantime != -1 AND timeofban + bantime * 3 < ?').run(before, before);
    },
    close: () => database.close(),
  };
}
