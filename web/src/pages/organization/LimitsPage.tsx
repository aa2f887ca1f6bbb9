import { useLimits, useLimitUsage } from '../../api/limits.ts';
import { type LimitName, type LimitUse, limitNames } from '../../api/schemas.ts';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { Loaded } from '../../components/states.tsx';
import { formatBytes, formatCount } from '../../format/number.ts';
import { formatDay } from '../../format/time.ts';
import './LimitsPage.css';

const titles: Record<LimitName, { title: string; format: (amount: number) => string }> = {
  concurrentSimulations: { title: 'Simulations at a time', format: formatCount },
  iterationsPerMonth: { title: 'Iterations this month', format: formatCount },
  storedBytes: { title: 'Stored workbooks', format: formatBytes },
  members: { title: 'Members and open invitations', format: formatCount },
  requestsPerSecond: { title: 'Requests a second', format: formatCount },
};

/** What the organization may have at most, and how much of that it has. */
export const LimitsPage = () => {
  const limits = useLimits();
  const simulations = useLimitUsage('simulations');
  const files = useLimitUsage('files');
  const counted = [limits, simulations, files].flatMap(({ data }) => data?.usage ?? []);
  return (
    <Loaded query={limits} label="Loading the limits">
      {({ plan, limits: each }) => (
        <>
          <div className="part-head">
            <p className="muted">
              Your organization has the plan <strong>{plan}</strong>. Beyond a limit, what is new is refused; what you
              have stays. Whoever operates this installation can change the plan and the limits.
            </p>
          </div>
          <ul className="limits card" aria-label="Limits">
            {limitNames.map((name) => (
              <li key={name}>
                <Limit name={name} max={each[name]} use={counted.find(({ limit }) => limit === name)} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
};

/** The numbers of one limit; without its use where nobody counts it, or while it is asked for. */
const Limit = ({ name, max, use }: { name: LimitName; max: number | null; use: LimitUse | undefined }) => {
  const { title, format } = titles[name];
  const most = max === null ? 'no limit' : format(max);
  const isFull = use !== undefined && max !== null && use.used >= max;
  return (
    <>
      <span className="limit-title">
        <strong>{title}</strong> {isFull && <span className="tag tag-warn">full</span>}
      </span>
      <span className="limit-numbers">
        {use === undefined ? most : max === null ? `${format(use.used)}, ${most}` : `${format(use.used)} of ${most}`}
      </span>
      {use !== undefined && max !== null && (
        <ProgressBar label={title} share={max === 0 ? 1 : Math.min(1, use.used / max)} />
      )}
      {use?.freesAt && <span className="small muted">counted anew from {formatDay(use.freesAt)} on</span>}
    </>
  );
};
