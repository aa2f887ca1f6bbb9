/** Where an invitation is accepted. Its token comes in the fragment, which browsers send to no server and log nowhere. */
export const acceptPath = '/invitations/accept';

/** Of a fragment like `#token=inv_sim_...`. */
export const tokenIn = (hash: string): string | null => new URLSearchParams(hash.replace(/^#/, '')).get('token');
