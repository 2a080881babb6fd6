import type { Broker } from './broker/broker.ts';
import type { MqttAccounts } from './mqtt.ts';

/** The embedded broker keeps no accounts: it asks at each sign-in, so that a change only has to bring one about. */
export const embeddedAccounts = (broker: () => Broker | null): MqttAccounts => ({
  grant: async ({ username }) => broker()?.disconnect(username),
  revoke: async (username) => broker()?.forget(username),
  reconcile: async () => ({ missing: [] }),
});
