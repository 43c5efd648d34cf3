import type { Random } from "./random.ts";

/** Fewer clusters cannot say anything: of five, all 32 sign patterns leave p at 0.03 or more. */
export const FEWEST_CLUSTERS = 6;
/** Up to so many differences, all sign patterns are tried; beyond, some are drawn. */
const MOST_ENUMERATED = 16;

export type SignFlipResult =
  | { readonly kind: "too_few_clusters" }
  | { readonly kind: "tested"; readonly p: number; readonly how: "exact" | "monte_carlo" };

/**
 * The one-sided sign-flip permutation test of cluster means: were the arms alike, each cluster's difference would have
 * either sign as likely, whatever its size. p is the share of sign patterns whose sum is at least what was seen (Fisher,
 * The Design of Experiments, 1935, §21). With many clusters patterns are drawn: p = (g + 1)/(n + 1) (Phipson & Smyth,
 * Statistical Applications in Genetics and Molecular Biology 9:39, 2010), and drawing ends early once p is plainly large
 * (Besag & Clifford, Biometrika 78, 1991), and is spared where p is surely below the least that drawing can give, which
 * then stands for it. Exact at its level for arms that are alike, however skewed their results.
 *
 * @param differences one a cluster, positive where the head is worse
 */
export function signFlipTest(
  differences: readonly number[],
  { level, random }: { readonly level: number; readonly random: Random },
): SignFlipResult {
  if (differences.length < FEWEST_CLUSTERS) return { kind: "too_few_clusters" };
  const moving = Float64Array.from(differences.filter((difference) => difference !== 0));
  const observed = moving.reduce((sum, difference) => sum + difference, 0);
  const scale = moving.reduce((sum, difference) => sum + Math.abs(difference), 0);
  // Sums that are equal but for rounding count as equal.
  const threshold = observed - 1e-9 * scale;
  if (moving.length <= MOST_ENUMERATED)
    return { kind: "tested", p: enumerated(moving, threshold), how: "exact" };
  return { kind: "tested", p: drawn(moving, threshold, { level, random }), how: "monte_carlo" };
}

/** Walks all sign patterns in the order of a Gray code: one sign changes at each step. */
function enumerated(differences: Float64Array, threshold: number): number {
  const patterns = 2 ** differences.length;
  const signed = differences.slice();
  let sum = signed.reduce((total, difference) => total + difference, 0);
  let reached = 0;
  for (let step = 1; step <= patterns; step += 1) {
    if (sum >= threshold) reached += 1;
    const turned = 31 - Math.clz32(step & -step);
    const value = signed[turned] ?? 0;
    signed[turned] = -value;
    sum -= 2 * value;
  }
  return reached / patterns;
}

function drawn(
  differences: Float64Array,
  threshold: number,
  { level, random }: { readonly level: number; readonly random: Random },
): number {
  const most = Math.min(500_000, Math.max(10_000, Math.ceil(50 / level)));
  if (mostLikely(differences, threshold) <= 1 / (most + 1)) return 1 / (most + 1);
  const enough = Math.max(100, Math.ceil(2 * level * most));
  const tables = signTables(differences);
  let reached = 0;
  for (let draws = 1; draws <= most; draws += 1) {
    if (flippedSum(tables, random) >= threshold) reached += 1;
    if (reached === enough) return reached / draws;
  }
  return (reached + 1) / (most + 1);
}

/** A bound of p: Hoeffding, JASA 58, 1963, theorem 2, of a sum of independent signs times the differences. */
function mostLikely(differences: Float64Array, threshold: number): number {
  const squares = differences.reduce((sum, difference) => sum + difference ** 2, 0);
  return threshold <= 0 ? 1 : Math.exp(-(threshold ** 2) / (2 * squares));
}

/** Differences whose signs one table decides: as many as a byte has bits. */
const SIGNS_OF_TABLE = 8;

/**
 * The sums of eight differences each under all 256 patterns of their signs, one table after another: what is drawn half a
 * million times must not add up fifty numbers each time.
 */
function signTables(differences: Float64Array): Float64Array {
  const tables = new Float64Array(Math.ceil(differences.length / SIGNS_OF_TABLE) * 256);
  return tables.map((_, place) => {
    const first = Math.floor(place / 256) * SIGNS_OF_TABLE;
    const group = differences.subarray(first, first + SIGNS_OF_TABLE);
    return group.reduce((sum, value, index) => sum + (((place >>> index) & 1) === 0 ? value : -value), 0);
  });
}

/** The sum with signs drawn at random. */
function flippedSum(tables: Float64Array, { bits }: Random): number {
  let sum = 0;
  let signs = 0;
  for (let table = 0; table < tables.length; table += 256) {
    signs = table % 1024 === 0 ? bits() : signs >>> SIGNS_OF_TABLE;
    sum += tables[table + (signs & 255)] ?? 0;
  }
  return sum;
}
