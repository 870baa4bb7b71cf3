/**
 * How much each of a person's examples counts, so that neither the labels they give most often nor one
 * site where they gave many drown the rest. In come the label and the site of every example; out comes a
 * weight each, by which its strength of regularisation is divided: an example of weight ½ is held to its
 * target half as firmly. Weights are powers of two: they depend on the set of examples only, yet change
 * rarely while it grows, so that the factor of the whole system can be kept.
 */

/** An example of the rarest label weighs at most this much. */
const MOST = 4;
/** An example from a site with very many weighs at least this much. */
const LEAST = 1 / 8;
/** A site's examples count fully up to this number, plus FOREIGN for each example from elsewhere. */
const SITE_FREE = 64;
const FOREIGN = 4;

/**
 * @param labels one an example; equal labels are counted together.
 * @param sites one an example; '' is no site.
 * @returns √(most frequent label's count / own label's count), times the share of the site's examples that
 *   counts, each rounded down to a power of two
 */
export function exampleWeights(labels: readonly string[], sites: readonly string[]): Float64Array {
  const byLabel = countsOf(labels);
  const bySite = countsOf(sites);
  let top = 0;
  for (const count of byLabel.values()) top = Math.max(top, count);
  return Float64Array.from(labels, (label, i) => {
    const rarity = Math.min(MOST, Math.sqrt(top / byLabel.get(label)!));
    const here = sites[i] === '' ? 0 : bySite.get(sites[i])!;
    const counts = SITE_FREE + FOREIGN * (labels.length - here);
    const share = here <= counts ? 1 : Math.max(LEAST, counts / here);
    return powerOfTwo(rarity) * powerOfTwo(share);
  });
}

/** An example of any age weighs at least this much. */
const FAINTEST = 2 ** -20;
/** Ages are counted in so many steps a half-life. */
const STEPS = 4;

/**
 * What is left of an example's weight when old ones fade: ½ for each half-life, counted in whole quarters of one
 * on a grid that all examples share, so that the weights all change at once and seldom: between two steps the
 * factor of the whole system can be kept.
 * @param at when it was given; undefined never fades. @param now, halfLife in the same unit.
 */
export function faded(at: number | undefined, now: number, halfLife: number): number {
  if (at === undefined) return 1;
  const step = halfLife / STEPS;
  const age = Math.floor(now / step) - Math.floor(at / step);
  return Math.max(FAINTEST, 2 ** (-Math.max(0, age) / STEPS));
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** The greatest power of two that is not above `x`. */
function powerOfTwo(x: number): number {
  return 2 ** Math.floor(Math.log2(x) + 1e-12);
}
