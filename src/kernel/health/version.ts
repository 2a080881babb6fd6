import { readFileSync } from 'node:fs';

/** The console's version: the newest heading `## x.y.z` of the changelog, which is its only source. */
export function readVersion(changelog: URL = new URL('../../../CHANGELOG.md', import.meta.url)): string {
  const version = versionIn(readFileSync(changelog, 'utf8'));
  if (version === null) throw new Error('CHANGELOG.md names no version: it needs a heading such as "## 0.1.0 - 2026-11-21"');
  return version;
}

/** `Unreleased` on top makes it a development version of what comes after the newest release. */
export function versionIn(changelog: string): string | null {
  const released = /^## \[?(\d+\.\d+\.\d+)\b/m.exec(changelog)?.[1] ?? null;
  const first = /^## (.*)$/m.exec(changelog)?.[1] ?? '';
  return released !== null && /unreleased/i.test(first) ? `${released}+dev` : released;
}
