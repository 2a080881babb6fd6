/** The package brings no types. What we lean on, of version 9. */
declare module 'aedes-persistence-level/asyncPersistence.js' {
  export interface StoredPacket {
    readonly cmd?: string;
    readonly topic: string;
    readonly payload: Uint8Array;
    readonly messageId?: number;
    readonly qos?: number;
    readonly brokerId?: string;
    readonly brokerCounter?: number;
  }

  /** A connected client, or just whose session it is. */
  export interface Whose {
    readonly id: string;
  }

  export default class AsyncLevelPersistence {
    constructor(db: import('level').Level<string, unknown>);
    setup(broker: unknown): Promise<void>;
    storeRetained(packet: StoredPacket): Promise<void>;
    createRetainedStream(filter: string): AsyncIterable<StoredPacket>;
    addSubscriptions(client: Whose, subscriptions: readonly { readonly topic: string }[]): Promise<void>;
    cleanSubscriptions(client: Whose): Promise<void>;
    cleanIncoming(client: Whose): Promise<void>;
    outgoingEnqueue(subscription: { readonly clientId: string }, packet: StoredPacket): Promise<void>;
    outgoingUpdate(client: Whose, packet: StoredPacket): Promise<void>;
    outgoingStream(client: Whose): AsyncIterable<StoredPacket>;
    outgoingClearMessageId(client: Whose, packet: StoredPacket): Promise<StoredPacket | undefined>;
    destroy(): Promise<void>;
  }
}
