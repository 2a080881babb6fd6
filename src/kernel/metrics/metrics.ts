import type { Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';

/** The console's own figures, shown at `/metrics`. Names begin with `caretaker_`; a name may be asked for once. */
export interface Metrics {
  readonly registry: Registry;
  counter<Label extends string>(name: string, help: string, labels?: readonly Label[]): Counter<Label>;
  gauge<Label extends string>(name: string, help: string, labels?: readonly Label[]): Gauge<Label>;
  histogram<Label extends string>(name: string, help: string, labels?: readonly Label[]): Histogram<Label>;
}
