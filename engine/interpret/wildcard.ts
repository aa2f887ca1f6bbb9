/**
 * Patterns of COUNTIF, MATCH, SEARCH and kin: `?` any character, `*` any run of them, `~` before either (or before `~`)
 * takes it literally. Case does not count.
 */
const cache = new Map<string, RegExp>();
const cacheLimit = 2000;

export const hasWildcard = (pattern: string): boolean => /[*?~]/.test(pattern);

/** `bareEscapes`: SEARCH drops a `~` before any other character, and at the end. */
function source(pattern: string, bareEscapes: boolean): string {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    const next = pattern[i + 1];
    if (c === '~' && (next === '*' || next === '?' || next === '~')) {
      out += `\\${next}`;
      i++;
    } else if (c === '~' && bareEscapes) continue;
    else if (c === '*') out += '[\\s\\S]*';
    else if (c === '?') out += '[\\s\\S]';
    else out += /[\\^$.|+()[\]{}/-]/.test(c) ? `\\${c}` : c;
  }
  return out.replaceAll(/(?:\[\\s\\S\]\*){2,}/g, '[\\s\\S]*');
}

function cached(key: string, text: string, flags: string): RegExp {
  const known = cache.get(key);
  if (known) return known;
  if (cache.size >= cacheLimit) cache.clear();
  const made = new RegExp(text, flags);
  cache.set(key, made);
  return made;
}

/** Matches the whole text. */
export const wildcardMatcher = (pattern: string): RegExp => cached(`=${pattern}`, `^${source(pattern, false)}$`, 'i');

/** Finds the pattern within a text. */
export const wildcardFinder = (pattern: string): RegExp => cached(`~${pattern}`, source(pattern, true), 'i');
