import type { Screen } from '../../contract/screen-shapes.ts';

/** A screen as its form holds it. */
export interface ScreenValues {
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly isActive: boolean;
}

export const screenValues = ({ name, description, tags, isActive }: Screen): ScreenValues => ({ name, description, tags, isActive });

export const screenInput = ({ name, description, tags, isActive }: ScreenValues) => ({ name, description, tags: [...tags], isActive });
