import type { ErrandId, Progress } from './errands.ts';

/** Progress on its way to the database: often said, seldom written. */
export interface Throttle {
  /** Written at once where nothing was for half a second; else later, together with what comes until then. */
  say(id: ErrandId, progress: Progress): Promise<void>;
  /** What was said last in this process, whether or not it is written yet. */
  latest(id: ErrandId): Progress;
  /** Writes at once what waits. */
  flush(): Promise<void>;
}

export interface ThrottleParts {
  write(id: ErrandId, progress: Progress): Promise<void>;
  /** What was put off could not be written. The next word of the errand makes up for it. */
  onLost(id: ErrandId, error: unknown): void;
}

/** What is put off is written after this long, or by `flush` at the end of the process. */
const EVERY_MS = 500;

/** From the first word of an errand until half a second after the last one was written. */
interface Spell {
  latest: Progress;
  isWritten: boolean;
  timer: NodeJS.Timeout | null;
}

export function createThrottle({ write, onLost }: ThrottleParts): Throttle {
  const spells = new Map<ErrandId, Spell>();

  // The pause begins when the database has answered: a later word must not overtake an earlier one.
  const writeNow = async (id: ErrandId, spell: Spell): Promise<void> => {
    spell.timer = null;
    spell.isWritten = true;
    try {
      await write(id, spell.latest);
    } catch (error) {
      spells.delete(id);
      throw error;
    }
    spell.timer = setTimeout(() => void next(id, spell), EVERY_MS).unref();
  };

  const next = async (id: ErrandId, spell: Spell): Promise<void> => {
    if (spell.isWritten) spells.delete(id);
    else await writeNow(id, spell).catch((error: unknown) => onLost(id, error));
  };

  return {
    async say(id, progress) {
      const spell = spells.get(id);
      if (spell !== undefined) {
        spell.latest = { ...spell.latest, ...progress };
        spell.isWritten = false;
        return;
      }
      const begun: Spell = { latest: progress, isWritten: false, timer: null };
      spells.set(id, begun);
      await writeNow(id, begun);
    },
    latest: (id) => spells.get(id)?.latest ?? {},
    async flush() {
      const waiting = [...spells];
      spells.clear();
      for (const [id, { timer, latest, isWritten }] of waiting) {
        if (timer !== null) clearTimeout(timer);
        if (!isWritten) await write(id, latest).catch((error: unknown) => onLost(id, error));
      }
    },
  };
}
