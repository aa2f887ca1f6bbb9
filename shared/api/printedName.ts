import * as z from 'zod';
import { isPrintable } from '../printable.ts';

const longestName = 100;

/** What a person or an organization is called: any script, and nothing that hides something. */
export const printedName = z
  .string()
  .trim()
  .min(1, 'a name is needed')
  .max(longestName, `a name has at most ${longestName} characters`)
  .refine(isPrintable, 'a name has no control characters')
  .normalize('NFC');
