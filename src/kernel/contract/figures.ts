type Value = string | number | boolean | null;

type Say = (key: string, figures?: Readonly<Record<string, unknown>>, fallback?: string) => string;

/**
 * The figures of a finding's sentence, in one language. A figure without a value is an instant that there never was. `error` beside an
 * `errorCode` is a saying: its own figures stand among the others.
 */
export function figuresOf(params: Readonly<Record<string, Value>>, say: Say): Record<string, unknown> {
  const figures: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params)) figures[name] = value ?? say('kernel:time.never');
  const { error, errorCode } = params;
  if (typeof errorCode === 'string') figures['error'] = say(`kernel:told.${errorCode}`, params, String(error));
  return figures;
}
