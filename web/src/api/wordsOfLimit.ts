import { formatBytes, formatCount } from '../format/number.ts';
import { formatDay } from '../format/time.ts';
import type { LimitName, ReachedLimit } from './schemas.ts';

/** Why something would have gone beyond a limit, and what to do about it on this page. Undefined where the API says it as well. */
export const wordsOfLimit = (reached: ReachedLimit): string | undefined => words[reached.limit]?.(reached);

const words: Partial<Record<LimitName, (reached: ReachedLimit) => string>> = {
  concurrentSimulations: ({ max, used }) =>
    `${formatCount(used)} of ${formatCount(max)} simulations of your organization are under way. Start this one when one of them has ended, or cancel one.`,

  iterationsPerMonth({ max, used, requested, freesAt }) {
    if (freesAt === null) {
      return `This run asks for ${formatCount(requested)} iterations, and your organization has ${formatCount(max)} a month. Choose fewer.`;
    }
    const left = Math.max(0, max - used);
    const fewer = left === 0 ? '' : `Choose ${formatCount(left)} at most. `;
    return `Your organization has used ${formatCount(used)} of ${formatCount(max)} iterations this month, and this run asks for ${formatCount(requested)}. ${fewer}There are more from ${formatDay(freesAt)} on.`;
  },

  storedBytes: ({ max, used, requested }) =>
    `This workbook has ${formatBytes(requested)}, and the workbooks of your organization have ${formatBytes(used)} of ${formatBytes(max)}. Delete some that nobody needs any more; results stay.`,

  members: ({ max, used }) =>
    `${formatCount(used)} of ${formatCount(max)} places are taken, by members, machines and open invitations. Remove a member or revoke an invitation first.`,
};
