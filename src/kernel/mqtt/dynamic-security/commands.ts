import type { MqttPrincipal } from '../mqtt.ts';
import type { ControlCommand } from './control.ts';

/** One rule of a role, as the plugin writes it. */
export interface Acl {
  readonly acltype: 'publishClientSend' | 'publishClientReceive' | 'subscribeLiteral' | 'subscribePattern';
  readonly topic: string;
  readonly priority: number;
  readonly allow: boolean;
}

/** Rules are asked from the highest priority down, the first that fits decides. */
const [EXCEPTION, NAMED, REST] = [20, 10, 1];

/**
 * What an account may do, as rules of a role of its own. By default the plugin delivers whatever was subscribed to; a lasting session
 * remembers what it may no longer hear, so that what is not named is denied at delivery, too.
 */
export function aclsOf({ publish, subscribe, ask = [] }: MqttPrincipal): readonly Acl[] {
  const rule = (acltype: Acl['acltype'], topic: string, allow = true): Acl => ({ acltype, topic, priority: allow ? NAMED : REST, allow });
  const notItself = (topic: string): Acl => ({ acltype: 'subscribeLiteral', topic, priority: EXCEPTION, allow: false });
  return [
    ...publish.map((topic) => rule('publishClientSend', topic)),
    ...subscribe.flatMap((topic) => [rule('subscribeLiteral', topic), rule('publishClientReceive', topic)]),
    // One topic at a time: the pattern itself is no topic.
    ...ask.flatMap((topic) => [rule('subscribePattern', topic), notItself(topic)]),
    ...(['publishClientSend', 'publishClientReceive', 'subscribePattern'] as const).map((acltype) => rule(acltype, '#', false)),
  ];
}

/** Makes what is missing and sets what is there: whatever came before, the account has this role alone afterwards. */
export const roleCommands = (username: string, principal: MqttPrincipal, isThere: boolean): readonly ControlCommand[] => [
  { command: isThere ? 'modifyRole' : 'createRole', rolename: username, textdescription: 'Made by Caretaker', acls: aclsOf(principal) },
];

export const clientCommands = (username: string, password: string | null, isThere: boolean): readonly ControlCommand[] => {
  const roles = [{ rolename: username, priority: 1 }];
  const secret = password === null ? {} : { password };
  if (!isThere) return [{ command: 'createClient', username, textname: 'Made by Caretaker', roles, ...secret }];
  // Changing a client ends its connections; so does another role.
  return [
    { command: 'modifyClient', username, roles, ...secret },
    { command: 'enableClient', username },
  ];
};

/** A client first: its role is in use as long as it has it. */
export const removalCommands = (username: string): readonly ControlCommand[] => [
  { command: 'deleteClient', username },
  { command: 'deleteRole', rolename: username },
];
