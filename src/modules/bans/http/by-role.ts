import type { Scope } from '../../../kernel/contract/access.ts';
import { Refusal } from '../../../kernel/http/serve.ts';

/**
 * For what belongs to no host, though its permission comes also with a host: the mount lets in whoever is responsible for something.
 * Answers the scope that is held by role; throws the refusal `kernel.forbidden` where none is.
 */
export function byRole(scope: Scope): Scope {
  if (scope.length === 0) throw new Refusal('kernel.forbidden');
  return scope;
}
