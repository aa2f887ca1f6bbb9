import type { PublishedEvent } from '../relay/published.ts';

export interface EventFilter {
  /** A type, in which * stands for anything. */
  type?: string | undefined;
  tenant?: string | undefined;
}

export const matches = (event: PublishedEvent, { type, tenant }: EventFilter): boolean =>
  (type === undefined || patternOf(type).test(event.type)) && (tenant === undefined || event.tenantid === tenant);

const patternOf = (glob: string): RegExp => new RegExp(`^${glob.split('*').map(escaped).join('.*')}$`);
const escaped = (text: string): string => text.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&');
