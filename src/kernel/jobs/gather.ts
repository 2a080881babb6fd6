/** A thousand machines that report at once are one look, not a thousand. */
const GATHER_MS = 500;

/** Calls in quick succession become one, half a second after the first of them. */
export function gather(act: () => void): () => void {
  let isAsked = false;
  const run = (): void => {
    isAsked = false;
    act();
  };
  return () => {
    if (isAsked) return;
    isAsked = true;
    setTimeout(run, GATHER_MS).unref();
  };
}
