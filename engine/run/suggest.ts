/** So much and no more is compared: a request may name thousands of things that are not there. */
const [longestWanted, mostCompared, mostEdits] = [64, 500, 3];

/** The candidates that someone who wrote `wanted` may have meant, best first; at most three. */
export function suggestions(wanted: string, candidates: Iterable<string>): string[] {
  if (wanted.length > longestWanted) return [];
  const target = wanted.toLowerCase();
  const limit = Math.min(mostEdits, Math.max(1, Math.floor(target.length / 3)));
  return [...candidates]
    .filter((candidate) => Math.abs(candidate.length - target.length) <= limit)
    .slice(0, mostCompared)
    .map((candidate) => ({ candidate, distance: editDistance(target, candidate.toLowerCase(), limit) }))
    .filter(({ distance }) => distance <= limit)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** ` Did you mean a or b?`, or nothing. */
export function didYouMean(wanted: string, candidates: Iterable<string>): string {
  const found = suggestions(wanted, candidates);
  return found.length === 0 ? '' : ` Did you mean ${found.join(' or ')}?`;
}

/** Levenshtein's distance; anything above `limit` may come as limit + 1. */
function editDistance(a: string, b: string, limit: number): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, previous[j]! + 1, row[j - 1]! + 1));
    }
    if (Math.min(...row) > limit) return limit + 1;
    previous = row;
  }
  return previous[b.length]!;
}
