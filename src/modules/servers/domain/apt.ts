import { onePerPackage, type PendingPackage, packageKey } from './packages.ts';
import type { ReportLines } from './report-lines.ts';

// INST: libgcrypt20 [1.10.1-3] (1.10.1-3+deb12u1 Debian:12.15/oldstable, Debian-Security:12/oldstable-security [amd64]) []
const INST = /^(\S+)(?: \[([^\][]*)\])? \((\S+)(?: ([^\][]*?))? ?\[([^\][]+)\]\)/;

// UPG: curl/oldstable,oldstable-security 7.88.1-10+deb12u15 amd64 [upgradable from: 7.88.1-10+deb12u14]
const UPG = /^([^/\s]+)\/(\S+) (\S+) (\S+) \[upgradable from: ([^\]]+)\]/;

// These build their own archive without a security suite: no update of theirs can be told from another.
const WITHOUT_SECURITY_SUITE = new Set(['raspbian', 'kali']);

/**
 * Pending packages of Debian and its kin: what `apt list` calls upgradable, with the origins that the simulated
 * upgrade names. In the list but not in the simulation means held back.
 */
export function aptPackages(lines: ReportLines, osId: string): PendingPackage[] {
  const simulated = lines.all('INST').flatMap((line) => readInst(line, osId) ?? []);
  const bySimulation = new Map(simulated.map((pending) => [packageKey(pending), pending]));
  const listed = lines.all('UPG').flatMap((line) => readUpg(line, osId) ?? []);
  const merged = listed.map((pending) => withOrigins(pending, bySimulation.get(packageKey(pending))));
  const keys = new Set(listed.map(packageKey));
  return onePerPackage([...merged, ...simulated.filter((pending) => !keys.has(packageKey(pending)))]);
}

/** Whether a line of the simulation is about a package that comes along anew, such as the next kernel. */
export function isNewToApt(line: string): boolean {
  const [, name, installedVersion = ''] = INST.exec(line) ?? [];
  return name !== undefined && installedVersion === '';
}

function readInst(line: string, osId: string): PendingPackage | null {
  const [, name, installedVersion, candidateVersion, origin = '', architecture] = INST.exec(line) ?? [];
  if (name === undefined || candidateVersion === undefined || architecture === undefined) return null;
  if (installedVersion === undefined || installedVersion === '') return null;
  const isSecurity = isSecurityOrigin(origin, osId);
  return { name: withoutArchitecture(name), architecture, installedVersion, candidateVersion, isSecurity, origin, isHeld: false };
}

function readUpg(line: string, osId: string): PendingPackage | null {
  const [, name, origin, candidateVersion, architecture, installedVersion] = UPG.exec(line) ?? [];
  if (name === undefined || origin === undefined || candidateVersion === undefined || architecture === undefined) return null;
  const isSecurity = isSecurityOrigin(origin, osId);
  return { name, architecture, installedVersion: installedVersion ?? null, candidateVersion, isSecurity, origin, isHeld: true };
}

function withOrigins(listed: PendingPackage, simulated: PendingPackage | undefined): PendingPackage {
  if (simulated === undefined) return listed;
  const isSecurity = simulated.isSecurity === null || listed.isSecurity === null ? null : simulated.isSecurity || listed.isSecurity;
  return { ...listed, origin: simulated.origin === '' ? listed.origin : simulated.origin, isSecurity, isHeld: false };
}

/** "Debian-Security:12/oldstable-security", "jammy-security": the word stands in the archive's label or suite. */
function isSecurityOrigin(origin: string, osId: string): boolean | null {
  if (WITHOUT_SECURITY_SUITE.has(osId) || /raspbian/i.test(origin)) return null;
  return /security/i.test(origin);
}

/** The simulation writes `libc6:i386` for packages of another architecture than the machine's; the list does not. */
const withoutArchitecture = (name: string): string => name.replace(/:[a-z0-9-]+$/, '');
