import type { ComponentProps } from 'react';
import { Link, type LinkProps } from 'react-router';
import './Button.css';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';

const classes = (look: Look, className = '') => `button button-${look} ${className}`;

export const Button = ({
  look = 'secondary',
  className,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { look?: Look }) => <button type={type} className={classes(look, className)} {...rest} />;

export const ButtonLink = ({ look = 'secondary', className, ...rest }: LinkProps & { look?: Look }) => (
  <Link className={classes(look, className)} {...rest} />
);
