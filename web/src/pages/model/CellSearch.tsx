import { useEffect, useState } from 'react';
import { type CellAddress, formatAddress } from '../../sheet/range.ts';

interface CellSearchProps {
  selected: CellAddress;
  /** Answers whether there is such a cell. */
  onGo: (cell: string) => boolean;
}

/** The selected cell's address, which can be typed to go somewhere else. */
export const CellSearch = ({ selected, onGo }: CellSearchProps) => {
  const address = formatAddress(selected);
  const [text, setText] = useState(address);
  const [isWrong, setWrong] = useState(false);
  useEffect(() => {
    setText(address);
    setWrong(false);
  }, [address]);
  return (
    <form
      className="cell-search"
      onSubmit={(event) => {
        event.preventDefault();
        setWrong(!onGo(text));
      }}
    >
      <input
        aria-label="Go to cell"
        aria-invalid={isWrong || undefined}
        title={isWrong ? 'There is no such cell in this workbook' : undefined}
        value={text}
        spellCheck={false}
        onChange={({ target }) => setText(target.value)}
        onFocus={({ target }) => target.select()}
      />
    </form>
  );
};
