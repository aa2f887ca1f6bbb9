import type { TenantId } from '../identity.ts';

/** What was opened for a tenant, and when the credentials end that it goes by. */
export interface Opened<Session> {
  session: Session;
  until: Date;
}

export interface TenantSessionsOptions {
  clock?: () => number;
  /** Tenants whose sessions are kept; of more, the one that was asked for longest ago goes. */
  most?: number;
}

const minutes = 60_000;

/** From then on a new one is asked for. */
const renewedMs = 30 * minutes;
/** Until then the old one does where none can be had: longer than the 15 minutes for which addresses are signed with it. */
const usableMs = 17 * minutes;
/** After a failure the old one goes on so long before the next attempt. */
const pauseMs = 30_000;

interface Kept<Session> {
  opened: Opened<Session>;
  /** Not before then is a new one asked for. */
  renewAt: number;
}

/**
 * A session per tenant: opened at its first request, kept for the next ones, opened anew in good time. What belongs to one is made
 * with it and goes with it, so that nothing of one tenant's can come to another's request.
 */
export const tenantSessions = <Session>(
  open: (tenant: TenantId) => Promise<Opened<Session>>,
  { clock = Date.now, most = 100 }: TenantSessionsOptions = {},
): ((tenant: TenantId) => Promise<Session>) => {
  const kept = new Map<TenantId, Kept<Session>>();
  const opening = new Map<TenantId, Promise<Session>>();

  const keep = (tenant: TenantId, entry: Kept<Session>): void => {
    // A Map remembers the order of insertion: the first one is the one asked for longest ago.
    kept.delete(tenant);
    kept.set(tenant, entry);
    for (const oldest of kept.keys()) {
      if (kept.size <= most) return;
      kept.delete(oldest);
    }
  };

  const renew = async (tenant: TenantId, known: Kept<Session> | undefined): Promise<Session> => {
    try {
      const opened = await open(tenant);
      keep(tenant, { opened, renewAt: opened.until.getTime() - renewedMs });
      return opened.session;
    } catch (error) {
      if (known === undefined || clock() > known.opened.until.getTime() - usableMs) throw error;
      keep(tenant, { ...known, renewAt: clock() + pauseMs });
      return known.opened.session;
    }
  };

  return (tenant) => {
    const known = kept.get(tenant);
    if (known !== undefined && clock() < Math.min(known.renewAt, known.opened.until.getTime() - usableMs)) {
      keep(tenant, known);
      return Promise.resolve(known.opened.session);
    }
    const underWay = opening.get(tenant) ?? renew(tenant, known).finally(() => opening.delete(tenant));
    opening.set(tenant, underWay);
    return underWay;
  };
};
