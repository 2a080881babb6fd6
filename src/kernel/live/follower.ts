import { Readable } from 'node:stream';
import type { LiveEvent } from '../contract/routes/console.ts';
import type { PublishedEvent } from '../events/subscriptions.ts';
import { type Listener, mayHear } from './visible.ts';

/** Beyond this much unread text a reader is not slow but gone; it reconnects and resumes where it was. */
const MOST_UNREAD_BYTES = 1_048_576;

/** One open page: turns events into the text of its stream (HTML Standard, "Server-sent events"). */
export interface Follower {
  readonly stream: Readable;
  /** Whose rights count; replaced when they are looked at again. */
  listener: Listener;
  offer(event: PublishedEvent): void;
  /** Says where the stream stands, so that a page which heard nothing yet can still resume. */
  begin(lastId: number): void;
  /** The page has missed something that cannot be told any more: it must load everything anew. */
  reset(lastId: number): void;
  beat(): void;
  end(): void;
}

export function createFollower(listener: Listener): Follower {
  const stream = new Readable({ read() {} });
  const write = (text: string): void => {
    if (stream.readableEnded || stream.destroyed) return;
    stream.push(text);
    if (stream.readableLength > MOST_UNREAD_BYTES) stream.destroy();
  };
  return {
    stream,
    listener,
    offer(event) {
      if (mayHear(this.listener, event)) write(`id: ${event.id}\ndata: ${JSON.stringify(toWire(event))}\n\n`);
    },
    begin: (lastId) => write(`retry: 3000\nid: ${lastId}\n\n`),
    reset: (lastId) => write(`id: ${lastId}\nevent: reset\ndata: {}\n\n`),
    beat: () => write(': still here\n\n'),
    end: () => void (stream.destroyed || stream.push(null)),
  };
}

const toWire = ({ id, name, module, siteId, assetId, payload }: PublishedEvent): LiveEvent => ({
  id,
  name,
  module,
  siteId,
  assetId,
  // NewEvent allows nothing else in.
  payload: { ...payload },
});
