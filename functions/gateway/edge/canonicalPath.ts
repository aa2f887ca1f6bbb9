const alias = '/enterprise/';

/**
 * `/enterprise/X` is another name of `/api/X`: the same routes with the same permissions. Null for a path that could mean
 * another one to somebody who reads it again: with `.` or `..`, a backslash or a control character in a segment.
 */
export const canonicalPath = (path: string): string | null => {
  if (path.split('/').some((segment) => isAmbiguous(decodedSegment(segment)))) return null;
  return path.startsWith(alias) ? `/api/${path.slice(alias.length)}` : path;
};

const isAmbiguous = (segment: string): boolean => segment === '.' || segment === '..' || /[\\/\p{Cc}]/u.test(segment);

/** API Gateways differ in whether they decode a path; a malformed escape stands for itself. */
export const decodedSegment = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};
