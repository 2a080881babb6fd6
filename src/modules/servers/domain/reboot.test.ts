import { expect, test } from 'vitest';
import { read, reportOf } from './testing.ts';

test.each([
  ['the marker', ['REBOOT-FILE: 1'], 'yes', 'marker'],
  ['the marker, in a container', ['REBOOT-FILE: 1', 'CONTAINER: lxc'], 'yes', 'marker'],
  [
    'a container cannot know',
    ['REBOOT-FILE: 0', 'CONTAINER: docker', 'KERNEL: 6.1.0-28-amd64', 'KERNEL-INSTALLED: 6.1.0-29-amd64'],
    'unknown',
    'container',
  ],
  [
    'a newer kernel lies there',
    ['REBOOT-FILE: 0', 'CONTAINER: no', 'KERNEL: 6.1.0-28-amd64', 'KERNEL-INSTALLED: 6.1.0-28-amd64', 'KERNEL-INSTALLED: 6.1.0-29-amd64'],
    'yes',
    'newer_kernel',
  ],
  [
    'the newest kernel runs',
    ['REBOOT-FILE: 0', 'KERNEL: 6.1.0-29-amd64', 'KERNEL-INSTALLED: 6.1.0-28-amd64', 'KERNEL-INSTALLED: 6.1.0-29-amd64'],
    'no',
    'newest_kernel',
  ],
  [
    'only another flavour lies there',
    ['REBOOT-FILE: 0', 'KERNEL: 6.6.51+rpt-rpi-v8', 'KERNEL-INSTALLED: 6.6.62+rpt-rpi-2712'],
    'unknown',
    'no_comparable_kernel',
  ],
  [
    'the running kernel is not among them',
    ['REBOOT-FILE: 0', 'KERNEL: 6.1.0-29-amd64', 'KERNEL-INSTALLED: 6.1.0-28-amd64'],
    'unknown',
    'no_comparable_kernel',
  ],
  ['no kernel lies there', ['REBOOT-FILE: 0', 'KERNEL: 6.1.0-29-amd64'], 'unknown', 'no_comparable_kernel'],
  ['dnf says so', ['REBOOT-FILE: 0', 'NEEDS-RESTARTING-RC: 1'], 'yes', 'needs_restarting'],
  ['dnf says no', ['REBOOT-FILE: 0', 'NEEDS-RESTARTING-RC: 0'], 'no', 'needs_restarting'],
  ['needrestart sees another kernel', ['REBOOT-FILE: 0', 'NEEDRESTART-KSTA: 3'], 'yes', 'needrestart'],
  ['needrestart sees none', ['REBOOT-FILE: 0', 'NEEDRESTART-KSTA: 1'], 'no', 'needrestart'],
  ['needrestart does not know', ['REBOOT-FILE: 0', 'NEEDRESTART-KSTA: 0'], 'unknown', 'no_comparable_kernel'],
  [
    'Arch by its folders of modules',
    ['PM: pacman', 'KERNEL: 6.11.5-arch1-1', 'KERNEL-INSTALLED: linux', 'KERNEL-MODULES: 6.11.6-arch1-1'],
    'yes',
    'newer_kernel',
  ],
  [
    'Alpine by its folders of modules',
    ['PM: apk', 'KERNEL: 6.6.58-0-lts', 'KERNEL-INSTALLED: lts', 'KERNEL-MODULES: 6.6.58-0-lts'],
    'no',
    'newest_kernel',
  ],
  [
    'left-over modules say nothing on Debian',
    ['PM: apt', 'KERNEL: 6.1.0-28-amd64', 'KERNEL-MODULES: 6.1.0-29-amd64'],
    'unknown',
    'no_comparable_kernel',
  ],
] as const)('%s', (_what, lines, required, because) => {
  expect(read(reportOf(lines)).reboot).toEqual({ required, because });
});
