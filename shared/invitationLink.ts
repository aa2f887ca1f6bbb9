/** Where on the page an invitation is accepted. */
export const acceptPath = '/invitations/accept';

/** The link to pass on. Its token is in the fragment, which browsers send to no server and log nowhere. */
export const invitationLink = (origin: string, token: string): string =>
  new URL(`${acceptPath}#token=${token}`, origin).href;

/** Of a fragment like `#token=inv_sim_...`. */
export const tokenIn = (hash: string): string | null => new URLSearchParams(hash.replace(/^#/, '')).get('token');
