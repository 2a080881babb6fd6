/** Something that the player keeps over its restarts, read whole and written whole or not at all. */
export interface Kept<T> {
  /** Null where there is none, or none that can be read: the player then begins anew with it. */
  read(): T | null;
  write(value: T): void;
}
