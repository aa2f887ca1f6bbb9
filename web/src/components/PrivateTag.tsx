import { Icon } from './Icon.tsx';
import './PrivateTag.css';

/** On what its owner keeps to themselves. */
export const PrivateTag = () => (
  <span className="private">
    <Icon name="lock" size={14} />
    Private
  </span>
);
