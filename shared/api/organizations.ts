import * as z from 'zod';
import { pageOf } from '../http/page.ts';
import { id } from '../ids.ts';
import { permissions } from '../permissions.ts';
import { isPrintable } from '../printable.ts';
import { printedName } from './printedName.ts';

const userId = id('usr');

export const organizationView = z
  .object({
    organizationId: id('org'),
    name: z.string(),
    createdAt: z.iso.datetime(),
    members: z.int().describe('How many people belong to it.'),
    deletesAt: z.iso
      .datetime()
      .nullable()
      .describe('It was deleted, and can be restored until then; null for one that stays.'),
  })
  .meta({ id: 'Organization' });
export type OrganizationView = z.infer<typeof organizationView>;

/** To make an organization, and to rename it. */
export const organizationName = z
  .strictObject({ name: printedName.describe('What its members see it called.') })
  .meta({ id: 'OrganizationNameRequest' });

export const memberView = z
  .object({
    userId,
    name: z.string(),
    email: z.string().nullable(),
    role: z.string(),
    since: z.iso.datetime(),
    kind: z
      .enum(['person', 'sign-on', 'machine'])
      .describe(
        "`sign-on`: a person who signs in by the organization's own sign-on; `machine`: a program with a client secret.",
      ),
  })
  .meta({ id: 'Member' });
export type MemberView = z.infer<typeof memberView>;
export const memberPage = pageOf(memberView).meta({ id: 'MemberPage' });

/** In a path, where anything else names no role. */
export const roleName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'a role has a name like risk-reviewer: small letters, digits, hyphens, at most 40')
  .meta({ examples: ['risk-reviewer'] });

/** A role to give; whether there is one of the name is said by the rules. */
const givenRole = z
  .string()
  .max(40, 'no role has such a long name')
  .meta({ examples: ['viewer'] });

export const roleChange = z
  .strictObject({ role: givenRole.describe('A role that every organization has, or one of its own.') })
  .meta({ id: 'RoleChangeRequest' });

export const newOwner = z
  .strictObject({ userId: userId.describe('The member who becomes an owner.') })
  .meta({ id: 'TransferRequest' });

/** One address however it is written: names of mailboxes tell upper from lower case nowhere that matters. */
export const emailAddress = z
  .string()
  .trim()
  .max(254, 'an address has at most 254 characters')
  .refine(isPrintable, 'an address has no control characters')
  .regex(/^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/, 'an address is like grace@example.com')
  .normalize('NFC')
  .toLowerCase();

export const invitationRequest = z
  .strictObject({
    email: emailAddress.describe(
      'Whom you mean it for: the token is sent there where the installation sends e-mails; whoever has it can accept.',
    ),
    role: givenRole.describe('What they may do once they accept.'),
  })
  .meta({ id: 'InvitationRequest' });

export const invitationView = z
  .object({
    invitationId: id('inv'),
    email: z.string(),
    role: z.string(),
    invitedBy: userId.describe('Who made it, or the latest token for it.'),
    invitedAt: z.iso.datetime(),
    until: z.iso.datetime().describe('From then on it is worth nothing, until it is made anew by a resend.'),
    status: z
      .enum(['OPEN', 'LAPSED', 'EXPIRED'])
      .describe(
        'LAPSED: whoever made it was removed, or may not give this role any more. Nobody can accept it until somebody who may resends it.',
      ),
  })
  .meta({ id: 'Invitation' });
export type InvitationView = z.infer<typeof invitationView>;
export const invitationList = z.object({ invitations: z.array(invitationView) }).meta({ id: 'InvitationList' });

export const invitationWithToken = invitationView
  .extend({
    token: z
      .string()
      .nullable()
      .describe(
        'What the invited person accepts with. Shown this once and not kept: null where a request is repeated with its Idempotency-Key; a resend makes a new one.',
      ),
    emailed: z
      .boolean()
      .nullable()
      .describe(
        'Whether an e-mail with the token is on its way. It is not where the installation sends none, where it could not be sent, and beyond 5 to an address and 100 by an organization a day: pass the token on yourself. Null like the token.',
      ),
  })
  .meta({ id: 'InvitationWithToken' });
export type InvitationWithToken = z.infer<typeof invitationWithToken>;

export const acceptance = z
  .strictObject({ token: z.string().min(1, 'a token is needed').max(500, 'no token is as long') })
  .meta({ id: 'AcceptanceRequest' });

export const invitedTo = z
  .object({
    organizationId: id('org'),
    name: z.string(),
    role: z.string().describe('What you may do there once you accept.'),
    invitedBy: z.string().nullable().describe('What the member who invites is called; null for one who is gone.'),
    until: z.iso.datetime(),
  })
  .meta({ id: 'InvitedTo' });
export type InvitedTo = z.infer<typeof invitedTo>;

export const joined = z
  .object({ organizationId: id('org'), name: z.string(), role: z.string() })
  .meta({ id: 'JoinedOrganization' });
export type Joined = z.infer<typeof joined>;

export const roleView = z
  .object({
    name: z.string(),
    builtIn: z.boolean().describe('Whether every organization has it, as it is.'),
    permissions: z.array(z.enum(permissions)),
  })
  .meta({ id: 'Role' });
export type RoleView = z.infer<typeof roleView>;
export const roleList = z.object({ roles: z.array(roleView) }).meta({ id: 'RoleList' });

export const rolePermissions = z
  .strictObject({
    permissions: z
      .array(z.enum(permissions))
      .max(permissions.length, 'each permission is named once')
      .describe("What it gives, of what you have yourself. Everybody's own profile is always part of it."),
  })
  .meta({ id: 'RoleRequest' });
