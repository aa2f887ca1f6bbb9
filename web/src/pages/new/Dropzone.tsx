import { type DragEvent, useId, useState } from 'react';
import { Icon } from '../../components/Icon.tsx';

/** Takes one workbook, dropped or chosen. The file input itself is what keyboards and screen readers meet. */
export const Dropzone = ({ onFile }: { onFile: (file: File) => void }) => {
  const id = useId();
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    // Dropping is a shortcut for the input inside.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <div
      className={`dropzone ${isOver ? 'dropzone-over' : ''}`}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="upload" size={32} />
      <label htmlFor={id} className="dropzone-label">
        Choose a workbook
      </label>
      <input
        id={id}
        type="file"
        accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => {
          take(target.files);
          // The same file can be chosen again after it was corrected.
          target.value = '';
        }}
      />
      <p id={`${id}-hint`} className="small muted">
        or drop it here. An Excel workbook (.xlsx) of up to 100 MB; it stays in your own account.
      </p>
    </div>
  );
};
