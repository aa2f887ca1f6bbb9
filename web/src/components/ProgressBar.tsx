import './ProgressBar.css';

interface ProgressBarProps {
  label: string;
  /** From 0 to 1; left out while it is not known. */
  share?: number;
}

export const ProgressBar = ({ label, share }: ProgressBarProps) => (
  <progress className="progress" aria-label={label} max={1} {...(share !== undefined && { value: share })} />
);
