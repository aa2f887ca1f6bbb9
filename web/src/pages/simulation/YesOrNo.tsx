import type { OutputResults } from '../../api/schemas.ts';
import { formatCount, formatShare } from '../../format/number.ts';
import { countOf } from './cumulative.ts';

/** For an output that is 0 or 1: how likely it is to be 1. */
export const YesOrNo = ({
  output: { name, histogram, meanConfidence, meanConfidenceLevel },
}: {
  output: OutputResults;
}) => {
  const counts = histogram?.counts ?? [];
  const total = countOf({ counts });
  const yes = counts[1] ?? 0;
  const share = yes / total;
  const range = meanConfidence?.map((bound) => formatShare(Math.min(1, Math.max(0, bound)))).join(' and ');
  return (
    <>
      <div className="share-numbers">
        <span>
          <strong>{formatShare(share)}</strong> yes (1): {formatCount(yes)} of {formatCount(total)} iterations
        </span>
        <span>
          <strong>{formatShare(1 - share)}</strong> no (0)
        </span>
      </div>
      <div
        className="share-bar"
        role="img"
        aria-label={`${name}: ${formatShare(share)} yes, ${formatShare(1 - share)} no`}
      >
        <span style={{ width: `${share * 100}%` }} />
      </div>
      {range && (
        <p className="small muted">
          With {formatShare(meanConfidenceLevel)} confidence the probability lies between {range}. More iterations make
          that narrower.
        </p>
      )}
    </>
  );
};
