/** A stream of texts with its first one read: what fails at once is answered as a problem, not as a text that breaks off. */
export async function begun(texts: AsyncGenerator<string, void, void>): Promise<AsyncGenerator<string, void, void>> {
  const first = await texts.next();
  return (async function* () {
    if (first.done !== true) yield first.value;
    yield* texts;
  })();
}
