import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aclsOf } from '../dynamic-security/commands.ts';
import type { MqttAccount } from '../mqtt.ts';
import { type Mosquitto, mosquitto } from './mosquitto.ts';
import { testFolder } from './mqtt-house.ts';

const PLUGINS = [
  '/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so',
  '/usr/lib/aarch64-linux-gnu/mosquitto_dynamic_security.so',
  '/usr/lib/mosquitto_dynamic_security.so',
];
const ITERATIONS = 101;

/** Where the plugin of this machine's Mosquitto is. */
export function pluginFile(): string {
  const plugin = PLUGINS.find((file) => existsSync(file));
  if (plugin === undefined) throw new Error(`The plugin of Mosquitto is none of ${PLUGINS.join(', ')}.`);
  return plugin;
}

/** Debian's broker with its dynamic-security plugin, and in it the console's account, which may do everything, and `known` ones of devices. */
export async function mosquittoWithPlugin(known: readonly MqttAccount[] = []): Promise<Mosquitto> {
  const file = join(testFolder(), 'dynamic-security.json');
  writeFileSync(file, JSON.stringify(firstState('console', 'console-password', known)), { mode: 0o600 });
  const lines = ['per_listener_settings false', 'allow_anonymous false', `plugin ${pluginFile()}`, `plugin_opt_config_file ${file}`];
  const broker = await mosquitto(lines);
  return { ...broker, url: broker.url.replace('//', '//console:console-password@') };
}

/** As `mosquitto_ctrl dynsec init` makes it: the password as PBKDF2 with SHA-512. */
function firstState(username: string, password: string, known: readonly MqttAccount[]) {
  const salt = randomBytes(12);
  const hash = pbkdf2Sync(password, salt, ITERATIONS, 64, 'sha512');
  const everything = ['publishClientSend', 'publishClientReceive', 'subscribePattern', 'unsubscribePattern'].flatMap((acltype) =>
    ['#', '$CONTROL/#'].map((topic) => ({ acltype, topic, priority: 0, allow: true })),
  );
  return {
    defaultACLAccess: { publishClientSend: false, publishClientReceive: true, subscribe: false, unsubscribe: true },
    clients: [
      {
        ...{ username, textName: 'console', password: hash.toString('base64'), salt: salt.toString('base64'), iterations: ITERATIONS },
        roles: [{ rolename: 'admin' }],
      },
      // Nobody comes in by these, because nobody has told them a password.
      ...known.map((account) => ({ username: account.username, roles: [{ rolename: account.username, priority: 1 }] })),
    ],
    groups: [],
    roles: [{ rolename: 'admin', acls: everything }, ...known.map((account) => ({ rolename: account.username, acls: aclsOf(account) }))],
  };
}
