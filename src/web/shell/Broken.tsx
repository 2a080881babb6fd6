import type { ErrorComponentProps } from '@tanstack/react-router';
import { asProblem } from '../api/problem.ts';
import { ErrorState } from '../kit/states.tsx';

/** A page that threw: said in words, with another try. Chunks of an older build vanish at an upgrade, so the try loads anew. */
export function Broken({ error }: ErrorComponentProps) {
  return <ErrorState problem={asProblem(error)} onRetry={() => location.reload()} />;
}
