import { createHash, randomBytes } from 'node:crypto';

/** What an invitation is accepted with: 256 random bits, after a prefix by which scanners of secrets know it. */
export const newInvitationToken = (): string => `inv_sim_${randomBytes(32).toString('base64url')}`;

/** All that is kept of a token: nobody can read from the table what would be accepted. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
