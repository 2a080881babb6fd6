import type { ErrorComponentProps } from '@tanstack/react-router';
import { BrokenState } from '../kit/states.tsx';

/** A page that threw, or could not be fetched: said in words, with another try. */
export function Broken({ error }: ErrorComponentProps) {
  return <BrokenState error={error} />;
}
