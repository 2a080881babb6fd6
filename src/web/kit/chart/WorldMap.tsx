import { type KeyboardEvent, type MouseEvent, useMemo, useRef, useState } from 'react';
import { AppLink, useGo } from '../navigation.tsx';
import { useFormat } from '../use-format.ts';
import { countryShapes, HEIGHT, WIDTH } from './countries.ts';
import { STEPS, stepOf } from './steps.ts';
import './chart.css';

interface WorldMapProps {
  /** Says what is drawn; the table beside the map says the same in words. */
  readonly label: string;
  /** Figures by ISO 3166-1 code, two letters. */
  readonly figures: ReadonlyMap<string, number>;
  /** The country that is chosen; null: none. */
  readonly chosen: string | null;
  /** "Germany: 1,204 bans", for the name of a country. */
  readonly say: (name: string, figure: number) => string;
  /** In front of countries that are too small to be drawn. */
  readonly smallLabel: string;
  /** The page with this country chosen; null: with none. */
  readonly hrefOf: (code: string | null) => string;
}

/**
 * Countries shaded by figures; each is a link to itself chosen. It is one stop of the Tab key: arrows go from the largest figure to the
 * smallest. Countries that the coarse atlas does not draw are links below.
 */
export default function WorldMap({ label, figures, chosen, say, smallLabel, hrefOf }: WorldMapProps) {
  const ranked = useMemo(() => rank(figures), [figures]);
  const [drawn, small] = [ranked.filter(isDrawn), ranked.filter((code) => !isDrawn(code))];
  const { country, number } = useFormat();
  const sayOf = (code: string) => say(country(code), figures.get(code) ?? 0);
  const linkOf = (code: string) => hrefOf(code === chosen ? null : code);
  return (
    <div className="ct-map">
      <Countries {...{ label, figures, chosen, drawn, sayOf, linkOf }} />
      <ol className="ct-map-scale ct-figures" aria-hidden>
        <li>1</li>
        {SHADES.map((shade) => (
          <li key={shade} className={`ct-map-${shade}`} />
        ))}
        <li>{number(figures.get(ranked[0] ?? '') ?? 0)}</li>
      </ol>
      {small.length > 0 && (
        <p className="ct-map-small">
          <span>{smallLabel}</span>
          {small.map((code) => (
            <AppLink key={code} className="ct-map-button" aria-current={code === chosen} href={linkOf(code)}>
              {sayOf(code)}
            </AppLink>
          ))}
        </p>
      )}
    </div>
  );
}

const outlines = new Set(countryShapes.map(({ code }) => code));
const isDrawn = (code: string): boolean => outlines.has(code);

/** Countries with something to show, the most first. */
const rank = (figures: ReadonlyMap<string, number>): string[] =>
  [...figures]
    .filter(([, figure]) => figure > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([code]) => code);

interface CountriesProps extends Pick<WorldMapProps, 'label' | 'figures' | 'chosen'> {
  /** Those that can be picked, in the order of the arrow keys. */
  readonly drawn: readonly string[];
  sayOf(code: string): string;
  linkOf(code: string): string;
}

function Countries({ label, figures, chosen, drawn, sayOf, linkOf }: CountriesProps) {
  const picture = useRef<SVGSVGElement>(null);
  const go = useGo();
  const [focused, setFocused] = useState<string | null>(null);
  const stop = focused !== null && drawn.includes(focused) ? focused : drawn[0];
  const largest = figures.get(drawn[0] ?? '') ?? 0;
  const follow = (event: MouseEvent, code: string) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(linkOf(code));
  };
  const move = (event: KeyboardEvent, code: string) => {
    const by = DIRECTIONS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = drawn[drawn.indexOf(code) + by];
    if (next !== undefined) picture.current?.querySelector<SVGAElement>(`[data-code="${next}"]`)?.focus();
  };
  return (
    <nav aria-label={label}>
      <svg ref={picture} viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
        <title>{label}</title>
        {countryShapes.map(({ code, outline }) =>
          code === null || !drawn.includes(code) ? (
            <path key={outline} d={outline} className="ct-map-land" />
          ) : (
            <a
              key={outline}
              href={linkOf(code)}
              tabIndex={code === stop ? 0 : -1}
              aria-label={sayOf(code)}
              aria-current={code === chosen}
              className={`ct-map-country ct-map-${stepOf(figures.get(code) ?? 0, largest)}`}
              data-code={code}
              onFocus={() => setFocused(code)}
              onClick={(event) => follow(event, code)}
              onKeyDown={(event) => move(event, code)}
            >
              <path d={outline} className="ct-map-land">
                <title>{sayOf(code)}</title>
              </path>
            </a>
          ),
        )}
      </svg>
    </nav>
  );
}

const SHADES = Array.from({ length: STEPS }, (_none, step) => step + 1);
const DIRECTIONS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
