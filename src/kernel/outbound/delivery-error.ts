import { type Saying, SayingError } from '../contract/saying.ts';

/** Thrown by anything that talks to the outside. The message names no path and no secret of the address. */
export class DeliveryError extends SayingError {
  /** Trying again cannot help. */
  readonly permanent: boolean;
  constructor(saying: Saying, { permanent, ...options }: { readonly permanent: boolean; readonly cause?: unknown }) {
    super(saying, options);
    this.name = 'DeliveryError';
    this.permanent = permanent;
  }
}
