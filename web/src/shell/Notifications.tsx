import { useState } from 'react';
import { Link } from 'react-router';
import { useNotifications } from '../api/account.ts';
import type { Notification } from '../api/schemas.ts';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { Loaded } from '../components/states.tsx';
import { formatAgo } from '../format/time.ts';

const seenKey = 'simsheet.seenNotification';

/** Ids sort by time, so the newest one seen tells which are new. */
const countNew = (items: readonly Notification[], seen: string): number =>
  items.filter(({ notificationId }) => notificationId > seen).length;

export const Notifications = () => {
  const notifications = useNotifications();
  const [seen, setSeen] = useState(() => localStorage.getItem(seenKey) ?? '');
  const [isOpen, setOpen] = useState(false);
  const items = notifications.data?.items ?? [];
  const fresh = countNew(items, seen);

  const toggle = (open: boolean) => {
    setOpen(open);
    const newest = items[0]?.notificationId;
    // They stay marked while the list is open, and are seen when it closes.
    if (open || newest === undefined) return;
    localStorage.setItem(seenKey, newest);
    setSeen(newest);
  };

  return (
    <>
      <Button
        look="quiet"
        className="bell"
        popoverTarget="notifications"
        aria-label={fresh > 0 ? `Notifications, ${fresh} new` : 'Notifications'}
      >
        <Icon name="bell" size={20} />
        {fresh > 0 && (
          <span className="bell-count" aria-hidden="true">
            {fresh}
          </span>
        )}
      </Button>
      <section
        id="notifications"
        popover="auto"
        className="popover"
        aria-label="Notifications"
        onToggle={({ newState }) => toggle(newState === 'open')}
      >
        <h2 className="popover-head">Notifications</h2>
        {isOpen && (
          <Loaded query={notifications} label="Loading notifications">
            {({ items: loaded }) =>
              loaded.length === 0 ? (
                <p className="popover-note">Nothing yet. You hear here when a simulation ends.</p>
              ) : (
                <ul>
                  {loaded.map((notification) => (
                    <li key={notification.notificationId}>
                      <Link
                        to={notification.simulationId === undefined ? '.' : `/simulations/${notification.simulationId}`}
                        className={`notification ${notification.notificationId > seen ? 'notification-new' : ''}`}
                        onClick={() => document.getElementById('notifications')?.hidePopover()}
                      >
                        <strong>{notification.title}</strong>
                        <span className="small">{notification.detail}</span>
                        <span className="small muted"> {formatAgo(notification.createdAt)}</span>
                      </Link>
                    </li>
                  ))}
                </ul>
              )
            }
          </Loaded>
        )}
      </section>
    </>
  );
};
