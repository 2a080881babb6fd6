/** Thrown while starting or by a command when a person must act. The message is a sentence; it is printed without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
