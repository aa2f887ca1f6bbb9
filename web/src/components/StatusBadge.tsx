import './StatusBadge.css';

const labels = {
  QUEUED: 'Queued',
  RUNNING: 'Running',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
  UPLOADING: 'Uploading',
  PROCESSING: 'Reading',
  READY: 'Ready',
  REJECTED: 'Rejected',
  PENDING: 'Being written',
  EXPIRED: 'Expired',
} as const;

export const StatusBadge = ({ status }: { status: keyof typeof labels }) => (
  <span className="status" data-status={status}>
    {labels[status]}
  </span>
);
