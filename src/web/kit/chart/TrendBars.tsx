import { useFormat } from '../use-format.ts';
import './chart.css';

export interface TrendBar {
  /** Tells bars apart: the beginning of the bar's time. */
  readonly key: string;
  /** "14:00–15:00", "Mon 23 Nov". */
  readonly label: string;
  readonly figure: number;
}

interface TrendBarsProps {
  readonly label: string;
  readonly bars: readonly TrendBar[];
  /** Name of the bars' column and of the figures' column in the table behind the picture. */
  readonly head: readonly [time: string, figure: string];
  /** What the highest bar stands for: "At most 1,204". */
  sayLargest(figure: string): string;
}

const HEIGHT = 96;

/** Figures over time as bars, with a table of the same behind it for those who do not see it. */
export function TrendBars({ label, bars, head, sayLargest }: TrendBarsProps) {
  const { number } = useFormat();
  const largest = Math.max(1, ...bars.map(({ figure }) => figure));
  const width = Math.max(1, bars.length);
  return (
    <figure className="ct-trend">
      <div className="ct-trend-largest ct-figures" aria-hidden>
        {sayLargest(number(largest))}
      </div>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
        {bars.map(({ key, label: when, figure }, at) => {
          const height = figure === 0 ? 0 : Math.max(1.5, (figure / largest) * HEIGHT);
          return (
            <rect key={key} x={at + 0.1} y={HEIGHT - height} width={0.8} height={height} className="ct-trend-bar">
              <title>{`${when}: ${number(figure)}`}</title>
            </rect>
          );
        })}
      </svg>
      <div className="ct-trend-ends" aria-hidden>
        <span>{bars[0]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
      <table className="ct-hidden">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">{head[0]}</th>
            <th scope="col">{head[1]}</th>
          </tr>
        </thead>
        <tbody>
          {bars.map(({ key, label: when, figure }) => (
            <tr key={key}>
              <th scope="row">{when}</th>
              <td>{number(figure)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
