import { geoNaturalEarth1, geoPath } from 'd3-geo';
import { iso31661NumericToAlpha2 } from 'iso-3166';
import { feature } from 'topojson-client';
import atlas from 'world-atlas/countries-110m.json';

export interface CountryShape {
  /** ISO 3166-1, two letters; null: drawn, but no country of that list. */
  readonly code: string | null;
  /** For the `d` of an SVG path, in a picture of `WIDTH` by `HEIGHT`. */
  readonly outline: string;
}

export const WIDTH = 960;
export const HEIGHT = 460;

/** Antarctica, where nobody lives who could be counted. */
const LEFT_OUT = '010';

/** The countries that are large enough to be drawn, once for all. */
export const countryShapes: readonly CountryShape[] = drawCountries();

function drawCountries(): CountryShape[] {
  const countries = feature(atlas, atlas.objects.countries).features.filter(({ id }) => id !== LEFT_OUT);
  const projection = geoNaturalEarth1().fitSize([WIDTH, HEIGHT], { type: 'FeatureCollection', features: countries });
  const outlineOf = geoPath(projection).digits(1);
  return countries.map((country) => ({
    code: iso31661NumericToAlpha2[String(country.id)] ?? null,
    outline: outlineOf(country) ?? '',
  }));
}
