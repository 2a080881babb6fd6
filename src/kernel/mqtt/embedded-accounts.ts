import type { Broker } from './broker/broker.ts';
import type { MqttAccounts } from './mqtt.ts';

/** The embedded broker keeps no accounts: it asks at each sign-in, so that a change only has to bring one about. */
export const embeddedAccounts = (broker: () => Broker | null): MqttAccounts => ({
  async grant({ username, password, ...principal }) {
    if (principal.isShared === true && password === undefined) broker()?.regrant(username, principal);
    else broker()?.disconnect(username);
  },
  revoke: async (username) => broker()?.forget(username),
  reconcile: async () => ({ missing: [] }),
});
