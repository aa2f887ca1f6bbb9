import { useState } from 'react';
import { Field } from '../../components/Field.tsx';
import { parseParameter } from '../../distributions/formula.ts';
import { formatNumber, formatShare, type NumberStyle } from '../../format/number.ts';
import { type Cumulative, shareUpTo } from './cumulative.ts';

interface OddsReaderProps {
  name: string;
  cumulative: Cumulative;
  start: number;
  style: NumberStyle;
}

/** What the chart's pointer tells, for a number that is typed. */
export const OddsReader = ({ name, cumulative, start, style }: OddsReaderProps) => {
  const [text, setText] = useState(() => asTyped(start, style));
  const x = parseParameter(text.replaceAll(/[,$€£¥]/g, ''));
  const share = x === undefined ? Number.NaN : shareUpTo(cumulative, x);
  return (
    <div className="odds">
      <Field label={`What if “${name}” has to reach`}>
        {(control) => (
          <input {...control} inputMode="decimal" value={text} onChange={({ target }) => setText(target.value)} />
        )}
      </Field>
      <output className="odds-answer">
        {x === undefined || Number.isNaN(share) ? (
          <span className="muted">Write a number to see the odds.</span>
        ) : (
          <>
            <span>
              <strong>{formatShare(1 - share)}</strong> above
            </span>
            <span>
              <strong>{formatShare(share)}</strong> at most {formatNumber(x, style)}
            </span>
          </>
        )}
      </output>
    </div>
  );
};

const asTyped = (value: number, style: NumberStyle): string =>
  formatNumber(value, style === 'percent' ? style : 'plain')
    .replaceAll(',', '')
    .replace('−', '-');
