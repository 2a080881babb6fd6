/** Thrown by anything that talks to the outside. The message names no path and no secret of the address. */
export class DeliveryError extends Error {
  /** Trying again cannot help. */
  readonly permanent: boolean;
  constructor(message: string, options: { readonly permanent: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'DeliveryError';
    this.permanent = options.permanent;
  }
}
