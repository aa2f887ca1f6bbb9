import { useEffect, useId, useState } from 'react';
import { type CellAddress, formatAddress } from '../../sheet/range.ts';

interface CellSearchProps {
  selected: CellAddress;
  /** Defined names to choose from. */
  names: readonly string[];
  /** Answers why there is no such cell. */
  onGo: (cell: string) => string | undefined;
}

/** The selected cell's address, which can be typed to go somewhere else. */
export const CellSearch = ({ selected, names, onGo }: CellSearchProps) => {
  const id = useId();
  const address = formatAddress(selected);
  const [text, setText] = useState(address);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    setText(address);
    setProblem(undefined);
  }, [address]);
  return (
    <form
      className="cell-search"
      onSubmit={(event) => {
        event.preventDefault();
        const found = onGo(text);
        setProblem(found);
        // Also when it is selected already, under another spelling.
        if (found === undefined) setText(address);
      }}
    >
      <input
        aria-label="Go to cell"
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        list={`${id}-names`}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => {
          setText(target.value);
          setProblem(undefined);
        }}
        onFocus={({ target }) => target.select()}
      />
      <datalist id={`${id}-names`}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {problem !== undefined && (
        <p id={`${id}-problem`} className="cell-search-problem small" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
};
