import { invitationLink } from '../../../shared/invitationLink.ts';
import { logger, metrics } from '../../../shared/telemetry.ts';
import type { Mail } from '../mail/mail.ts';
import type { NotCounted } from '../mail/sentMail.ts';
import type { Invitation, Organization, UserDeps } from '../users.ts';
import { invitationMessage } from './message.ts';

/** An invitation with its one token. */
export interface Invited {
  organization: Organization;
  invitation: Invitation;
  token: string;
}

/**
 * Sends an invitation that was made to whom it is for, and answers whether it was. Whatever becomes of that, the invitation
 * stays as it is, and whoever made it has its link.
 */
export const emailInvitation = async (deps: UserDeps, invited: Invited): Promise<boolean> => {
  if (deps.mail === null) return false;
  const { invitationId } = invited.invitation;
  // What services say when they refuse something may have addresses in it, what that is called has not.
  const obstacle = await send(deps, deps.mail, invited).catch((error: Error) => error.name);
  if (obstacle === null) {
    logger.info('invitation e-mailed', { invitationId });
    return true;
  }
  logger.warn('invitation not e-mailed', { invitationId, reason: obstacle });
  metrics.addMetric('InvitationsNotEmailed', 'Count', 1);
  return false;
};

/** What stood in the way; null if nothing did. */
const send = async (
  { people, sentMail, clock, pageOrigin }: UserDeps,
  mail: Mail,
  { organization, invitation, token }: Invited,
): Promise<NotCounted | 'no-plain-address' | null> => {
  const { email, invitedBy } = invitation;
  if (!plainAddress.test(email)) return 'no-plain-address';
  const counted = await sentMail.count(organization.organizationId, email, clock());
  if (!counted.ok) return counted.error;
  const inviter = await people.user(invitedBy);
  await mail.send(invitationMessage({ organization, inviter, invitation, link: invitationLink(pageOrigin, token) }));
  return null;
};

/**
 * Of what is allowed in an address, what everybody reads alike: comments, quotes, routes (%, !) and encoded words can lead to
 * another mailbox than it seems, and SES takes ASCII alone.
 */
const plainAddress = /^[a-z0-9.+_'&-]{1,64}@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
