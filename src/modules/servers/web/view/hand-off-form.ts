import type { HandOff } from '../../contract/plan-shapes.ts';

/** A hand-off as its form holds it. The secret is written only: what is stored is never shown. */
export interface HandOffValues extends Pick<HandOff, 'kind' | 'url' | 'templateId'> {
  readonly secret: string;
  readonly forgetSecret: boolean;
}

export const handOffValues = (stored: HandOff | null): HandOffValues => ({
  kind: stored?.kind ?? 'webhook',
  url: stored?.url ?? '',
  templateId: stored?.templateId ?? null,
  secret: '',
  forgetSecret: false,
});

/** An empty secret keeps the stored one; null takes it away. */
export function handOffInput({ secret, forgetSecret, kind, url, templateId }: HandOffValues) {
  const target = { kind, url, templateId: kind === 'semaphore' ? templateId : null };
  if (forgetSecret) return { ...target, secret: null };
  return secret.trim() === '' ? target : { ...target, secret };
}
