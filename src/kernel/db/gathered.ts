interface Waiting<Key, Value> {
  readonly keys: Set<Key>;
  readonly answer: Promise<ReadonlyMap<Key, Value>>;
}

/**
 * Reads by one statement what several ask for within one turn of the event loop. The read begins after all of them have asked,
 * and nothing is kept: nobody is answered by what was true before they came.
 */
export function gathered<Key, Value>(
  read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
): (key: Key) => Promise<Value | null> {
  let waiting: Waiting<Key, Value> | null = null;
  const begin = (): Waiting<Key, Value> => {
    const keys = new Set<Key>();
    const { promise: answer, resolve } = Promise.withResolvers<ReadonlyMap<Key, Value>>();
    setImmediate(() => {
      waiting = null;
      resolve(read([...keys]));
    });
    return { keys, answer };
  };
  return async (key) => {
    waiting ??= begin();
    waiting.keys.add(key);
    return (await waiting.answer).get(key) ?? null;
  };
}
