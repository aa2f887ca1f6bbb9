import type { BoundKind } from '../../shared/access.ts';
import type { TenantId, UserId } from '../../shared/identity.ts';
import type { Id } from '../../shared/ids.ts';
import type { Plans } from '../../shared/limits/plans.ts';
import type { ReadableObjects } from '../../shared/objectStreams.ts';
import type { Permission } from '../../shared/permissions.ts';
import type { Tenancy } from '../../shared/tenancy/tenancy.ts';
import type { AuditStore } from './audit/auditStore.ts';
import type { ExportStore } from './exports/exportStore.ts';
import type { Mail } from './mail/mail.ts';
import type { SentMail } from './mail/sentMail.ts';
import type { OrganizationStore } from './organizations/organizationStore.ts';
import type { Discover, Discovered } from './signOn/discovery.ts';
import type { TxtRecords } from './signOn/txtRecords.ts';
import type { PersonStore } from './store.ts';

export interface UserDeps {
  people: PersonStore;
  organizations: OrganizationStore;
  audit: AuditStore;
  exports: ExportStore;
  /** What the platform knows of an organization, such as where its data is. */
  tenancy(tenant: TenantId): Promise<Tenancy>;
  /** The bucket of exports. */
  exportFiles: Pick<ReadableObjects, 'list'> & {
    /** An address from which a browser can fetch a file for a while. */
    presign(tenant: TenantId, key: string): Promise<string>;
  };
  /** Null where the installation sends no e-mails. */
  mail: Mail | null;
  sentMail: SentMail;
  /** Where the web page is, for links to it. */
  pageOrigin: string;
  clock: () => Date;
  /** What an invitation is accepted with; nobody can guess it. */
  newToken: () => string;
  /** What a script signs in with; nobody can guess it. */
  newKey: () => string;
  /** Asks an issuer where its keys are. */
  discover: Discover;
  txtRecords: TxtRecords;
  /** What whoever has a domain puts into its DNS. */
  newDomainProof: () => string;
  /** On a developer's machine. */
  allowPrivateIssuers: boolean;
  /** How long an organization that was deleted can be restored. */
  graceMs: number;
  /** How long what happened can be asked for. */
  auditRetentionDays: number;
  /** What organizations can have by agreement. */
  plans: Plans;
}

export interface User {
  userId: UserId;
  name: string;
  email: string | null;
  createdAt: string;
  /** The organization that was made for them, or that they are bound to: to it the events about them belong. */
  home: TenantId;
  /** Who is bound to their home and can belong nowhere else; missing for who signs in as everybody may. */
  kind?: BoundKind | undefined;
  /** The cells in which its data was then, if not with everybody's: the reports of all of them are waited for. */
  cells?: string[] | undefined;
  /** What its issuer calls a machine. */
  clientId?: string | undefined;
  /** The partition of what they may do where. */
  access: string;
  /** Raised by every change of the profile; the events about it carry it. */
  sequence: number;
}

export interface Organization {
  organizationId: TenantId;
  name: string;
  createdAt: string;
  /** How many belong to it, and how many of those are owners: none only where all have deleted their profiles. */
  members: number;
  owners: number;
  /** Deleted by an owner: from then on it may go for ever. */
  deletesAt?: string | undefined;
  /** It is gone: its name, and nobody belongs to it. */
  deletedAt?: string | undefined;
  /** Raised by every change of the organization, its members, invitations and roles: of two that race one starts over. */
  revision: number;
  /** Raised with every event: what is told of an organization can be put in order. */
  sequence: number;
}

export interface Member {
  userId: UserId;
  role: string;
  since: string;
  /** As of their profile. */
  access: string;
  kind?: BoundKind | undefined;
  /** Of their e-mail address. */
  domain?: string | undefined;
}

export interface Role {
  name: string;
  permissions: readonly Permission[];
}

export interface ApiKey {
  keyId: Id<'key'>;
  name: string;
  /** What it may do at most. */
  permissions: readonly Permission[];
  createdBy: UserId;
  /** The partition of what its maker may do where, and since when they belong here: it acts on their behalf while they do. */
  access: string;
  memberSince: string;
  /** The key that its maker made it by. */
  madeWith: Id<'key'> | null;
  createdAt: string;
  /** From then on it is worth nothing. */
  until: string;
  /** Of the secret that it is used by, made when the key was or by the last rotation. */
  secretHash: string;
  secretSince: string;
  /** The secret before, while it works too. */
  before: { secretHash: string; until: string } | null;
  lastUsedAt: string | null;
}

/** An issuer that vouches for people in one organization. */
export interface SignOn extends Discovered {
  issuer: string;
  clientId: string;
  /** The `aud` of its access tokens; null where they have none. */
  audience: string | null;
  domains: { domain: string; proof: string; verifiedAt: string | null }[];
  defaultRole: string;
  roleClaim: string | null;
  roleMapping: Record<string, string>;
  enforced: boolean;
  updatedAt: string;
}

export interface Invitation {
  invitationId: Id<'inv'>;
  email: string;
  role: string;
  invitedBy: UserId;
  invitedAt: string;
  /** From then on it is worth nothing. */
  until: string;
  /** Of the one token that it is accepted with. */
  tokenHash: string;
}
