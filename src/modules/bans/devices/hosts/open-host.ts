import { createFail2ban } from '../fail2ban/index.ts';
import type { HostAccess } from './access.ts';
import { createHostFiles } from './host-files.ts';
import { createLocalTransport } from './local.ts';
import { ownAddresses } from './own-addresses.ts';
import { createAskPython } from './python.ts';
import { readBans, readNamedBans } from './read-bans.ts';
import { type Fail2banPlace, runProgram } from './run-program.ts';
import { connectSsh, type SshOptions, type SshTarget } from './ssh.ts';
import type { Transport } from './transport.ts';

export type { SshCredential, SshTarget } from './ssh.ts';

/** How a host is reached. */
export interface HostTarget extends Fail2banPlace {
  /** Null: on this machine. */
  readonly ssh: Omit<SshTarget, 'socketPath'> | null;
}

/** Connects to a host. Through ssh that signs in, and throws a `HostError` where it cannot; the control socket is opened when it is needed. */
export async function openHost(target: HostTarget, options: SshOptions = {}): Promise<HostAccess> {
  const { ssh, socketPath } = target;
  return createHostAccess(ssh === null ? createLocalTransport(socketPath) : await connectSsh({ ...ssh, socketPath }, options), target);
}

function createHostAccess(transport: Transport, place: Fail2banPlace): HostAccess {
  const fail2ban = createFail2ban(transport.openSocket);
  const askPython = createAskPython(transport);
  const databaseFile = async () => (await fail2ban.database()).file;
  return {
    fail2ban,
    files: createHostFiles(transport.files, askPython),
    run: (program, limits) => runProgram(askPython, place, program, limits),
    readBans: async (page) => readBans(askPython, await databaseFile(), page),
    readNamedBans: async (bans) => readNamedBans(askPython, await databaseFile(), bans),
    ownAddresses: () => ownAddresses(askPython),
    isOpen: transport.isOpen,
    async close() {
      await fail2ban.close();
      await transport.close();
    },
  };
}
