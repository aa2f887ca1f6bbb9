/** How the gateway marks in CDN-Loop (RFC 8586) what it sends over HTTP, to know it again if it comes back. */
export const loopName = 'simsheet';
export const loopStatus = 508;

export const hasLooped = (cdnLoop: string | undefined): boolean =>
  (cdnLoop ?? '').split(',').some((entry) => entry.split(';')[0]?.trim() === loopName);
