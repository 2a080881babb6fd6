import { spawnSync } from 'node:child_process';
import { onTestFinished, test } from 'vitest';

const isRoot = process.getuid?.() === 0;
// A name space of its own for mounts wants the same right as a mount.
const mayMount = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0;

/** A test that fills a disk of its own. Under CI a root that may not mount fails it: there the machine is one that we chose. */
export function testWithDisk(name: string, run: () => Promise<void>): void {
  if (mayMount || (isRoot && process.env['CI'] === 'true')) test(name, run);
  else test.skip(`${name} (left out: no file system can be mounted here)`, run);
}

/** Lays so many KB that are nobody else's over a folder, until the test has ended. */
export function smallDisk(folder: string, kilobytes: number): string {
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  onTestFinished(() => void spawnSync('umount', ['--lazy', folder]));
  return folder;
}
