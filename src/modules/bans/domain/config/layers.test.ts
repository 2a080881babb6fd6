import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { testNeeding } from '../../../../../test/needs.ts';
import { createInterpolate } from './interpolate.ts';
import { faultsOf, layersOf, optionsOf, sectionsOf } from './layers.ts';

const FILES: Readonly<Record<string, string>> = {
  'jail.conf':
    '[INCLUDES]\nbefore = paths-a.conf\nafter = tail.conf\n[DEFAULT]\nbantime = 10m\nmaxretry = 5\nbase = %(paths_a)s/x\n[sshd]\nport = ssh\nmode = normal\n[web]\nenabled = true\n',
  'paths-a.conf': '[INCLUDES]\nbefore = paths-b.conf\n\tjail.conf\n[DEFAULT]\npaths_a = /var\nmaxretry = 1\n',
  'paths-a.local': '[DEFAULT]\npaths_a = /srv\n',
  'paths-b.conf': '[DEFAULT]\npaths_b = b\n',
  'tail.conf': '[sshd]\ntail = yes\nmode = tail\n',
  'jail.d/10-a.conf': '[sshd]\nbantime = 1h\n[DEFAULT]\nbantime = 2h\n',
  'jail.d/zz.conf': '[sshd]\nmode = zz\n',
  'jail.local': '[DEFAULT]\nbantime = 3h\n[sshd]\nmode = local\n[x?family=inet6]\na = 6\n[x]\na = 4\n',
  'jail.d/aa.local': '[sshd]\nmode = %(known/mode)s-aa\nname = %(__name__)s %(web/enabled)s %(default/paths_b)s %%\n',
  'jail.d/.hidden.local': '[sshd]\nmode = hidden\n',
  'jail.d/deep/er.local': '[sshd]\nmode = deep\n',
};
const files = new Map(Object.entries(FILES));

test('files come in the order in which fail2ban reads them', () => {
  expect(layersOf(files, 'jail').map(({ path }) => path)).toEqual([
    'paths-b.conf',
    'paths-a.conf',
    'paths-a.local',
    'jail.conf',
    'tail.conf',
    'jail.d/10-a.conf',
    'jail.d/zz.conf',
    'jail.local',
    'jail.d/aa.local',
  ]);
});

test("a section's own value beats every default; the later file beats the earlier one", () => {
  const options = new Map(optionsOf(layersOf(files, 'jail'), 'sshd').map((option) => [option.option, option]));
  expect(options.get('bantime')).toMatchObject({ setBy: { path: 'jail.d/10-a.conf', line: 2, section: 'sshd', value: '1h' } });
  expect(options.get('bantime')?.hidden.map(({ path }) => path)).toEqual(['jail.local', 'jail.d/10-a.conf', 'jail.conf']);
  expect(options.get('mode')?.setBy.path).toBe('jail.d/aa.local');
  expect(options.get('maxretry')).toMatchObject({ setBy: { path: 'jail.conf', value: '5' }, hidden: [{ path: 'paths-a.conf' }] });
  expect(optionsOf(layersOf(files, 'jail'), 'x').map(({ option, setBy }) => [option, setBy.value])).toContainEqual(['a?family=inet6', '6']);
});

test('references are filled in where that is ours', () => {
  const interpolate = createInterpolate(layersOf(files, 'jail'));
  expect(interpolate('sshd', '%(base)s')).toEqual({ ok: true, value: '/srv/x' });
  expect(interpolate('sshd', '%(__name__)s %(web/enabled)s %(default/paths_b)s %%')).toEqual({ ok: true, value: 'sshd true b %' });
  expect(interpolate('sshd', 'a%(known/mode)sb%(base)s')).toEqual({ ok: true, value: null });
  expect(interpolate('sshd', '%(fail2ban_confpath)s')).toEqual({ ok: true, value: null });
  expect(interpolate('sshd', '%(nope)s')).toMatchObject({ ok: false, code: 'bans.config_interpolation', params: { name: 'nope' } });
  expect(interpolate('sshd', '50 %')).toMatchObject({ ok: false, code: 'bans.config_bad_percent' });
  const loop = createInterpolate(layersOf(new Map([['jail.conf', '[a]\nx = %(y)s%(y)s\ny = %(x)s%(x)s\n']]), 'jail'));
  expect(loop('a', '%(x)s')).toMatchObject({ ok: false, code: 'bans.config_loop' });
});

test('a file that cannot be read is named', () => {
  const broken = new Map([...files, ['jail.local', '[a]\n[a]\n']]);
  expect(faultsOf(layersOf(broken, 'jail'))).toMatchObject([{ code: 'bans.config_double_section', path: 'jail.local', line: 2 }]);
});

/** fail2ban's own reader: every option's value. */
const ORACLE = `
import json, logging, os, sys
logging.disable(logging.CRITICAL)
from fail2ban.client.configreader import ConfigReaderUnshared
reader = ConfigReaderUnshared(share_config={}, basedir=sys.argv[1])
reader.read('jail')
values = {}
for section in reader.sections():
    if section.startswith('KNOWN/') or section == 'INCLUDES': continue
    for option in reader.options(section):
        try: values[section + ' ' + option] = reader.get(section, option)
        except Exception: values[section + ' ' + option] = None
print(json.dumps(values))
`;

testNeeding('fail2ban', 'values are those that fail2ban reads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const theirs: unknown = JSON.parse(execFileSync('/usr/bin/python3', ['-c', ORACLE, folder], { encoding: 'utf8' }));
  const layers = layersOf(files, 'jail');
  const interpolate = createInterpolate(layers);
  const ours = sectionsOf(layers)
    .filter((section) => !section.includes('?'))
    .flatMap((section) =>
      optionsOf(layers, section).flatMap(({ option, setBy }) => {
        const filled = interpolate(section, setBy.value);
        const isOurs = filled.ok && filled.value !== null;
        return isOurs ? [[`${section} ${option}`, filled.value] as const] : [];
      }),
    );
  expect(ours.length).toBeGreaterThan(15);
  expect(theirs).toMatchObject(Object.fromEntries(ours));
});
