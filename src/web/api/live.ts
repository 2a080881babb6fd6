import { useEffect, useRef, useSyncExternalStore } from 'react';
import { LiveEvent } from '../../kernel/contract/routes/console.ts';
import { queryClient, refetchAll, refetchRooms } from './queries.ts';

/** `reconnecting`: the console does not answer; `offline`: this computer has no network. */
export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline';

type Listener = (event: LiveEvent) => void;

const listeners = new Set<Listener>();
const watchers = new Set<() => void>();
let state: LiveState = 'connecting';
let source: EventSource | null = null;
let retry: ReturnType<typeof setTimeout> | undefined;
let failures = 0;

function become(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const watcher of watchers) watcher();
}

/** Long work says twice a second how far it is: a room of its own, for what shows that and nothing else. */
export const PROGRESS = 'errands.progressed';

/** Rooms that an event makes old: the one that named it, and the module whose rows it is about. */
export const roomsOfEvent = ({ name, module }: Pick<LiveEvent, 'name' | 'module'>): readonly string[] =>
  name === PROGRESS ? [PROGRESS] : [...new Set([name.split('.', 1)[0] ?? name, module])];

const waiting = new Set<string>();

// A thousand events of one batch are one refetch; a quarter of a second is not felt.
function refetchSoon(rooms: readonly string[]): void {
  if (waiting.size === 0) setTimeout(flush, 250);
  for (const room of rooms) waiting.add(room);
}

function flush(): void {
  const due = [...waiting];
  waiting.clear();
  void refetchRooms(queryClient, due);
}

function receive(message: MessageEvent<string>): void {
  const parsed = LiveEvent.safeParse(JSON.parse(message.data));
  // A newer console may send shapes that this page does not know yet; the next load brings the page that does.
  if (!parsed.success) return;
  refetchSoon(roomsOfEvent(parsed.data));
  for (const listener of listeners) listener(parsed.data);
}

/** Opens the one stream of this page. The browser itself resumes with `Last-Event-ID` after a broken line. */
export function startLive(): () => void {
  connect();
  const online = () => reconnect();
  const offline = () => become('offline');
  addEventListener('online', online);
  addEventListener('offline', offline);
  return () => {
    removeEventListener('online', online);
    removeEventListener('offline', offline);
    disconnect();
  };
}

function connect(): void {
  const opened = new EventSource('/api/live');
  source = opened;
  opened.onopen = () => {
    // A refused stream starts anew without a last event: everything shown may be old then.
    if (failures > 0) void refetchAll(queryClient);
    failures = 0;
    become('live');
  };
  opened.onmessage = receive;
  // More was missed than can be told again.
  opened.addEventListener('reset', () => void refetchAll(queryClient));
  opened.onerror = () => {
    become(navigator.onLine ? 'reconnecting' : 'offline');
    if (opened.readyState === EventSource.CLOSED) retryLater();
  };
}

function retryLater(): void {
  failures += 1;
  clearTimeout(retry);
  retry = setTimeout(reconnect, Math.min(30_000, 1_000 * 2 ** failures));
}

function reconnect(): void {
  disconnect();
  become('reconnecting');
  connect();
}

function disconnect(): void {
  clearTimeout(retry);
  source?.close();
  source = null;
}

const subscribe = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

export const useLiveState = (): LiveState => useSyncExternalStore(subscribe, () => state);

/** Calls `handler` for every live event while the component is shown. */
export function useLive(handler: Listener): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  }, [handler]);
  useEffect(() => {
    const listener: Listener = (event) => latest.current(event);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
}
