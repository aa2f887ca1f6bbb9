import { useState } from 'react';
import * as z from 'zod';
import type { Draft } from './draft.ts';

const draftSchema: z.ZodType<Draft> = z.object({
  name: z.string(),
  inputs: z.array(z.looseObject({ cell: z.string(), name: z.string(), distribution: z.string() })),
  outputs: z.array(
    z.looseObject({ cell: z.string(), name: z.string(), tail: z.enum(['lower', 'upper']).exactOptional() }),
  ),
  iterations: z.string(),
  seed: z.string(),
  sampling: z.enum(['latin-hypercube', 'monte-carlo', 'sobol']),
  rest: z.record(z.string(), z.unknown()),
});

/** Drafts live in the tab's storage, so that a reload or a way through the sign-in pages loses nothing. */
const draftKey = (key: string) => `simsheet.draft.${key}`;

export const readDraft = (key: string): Draft | undefined => {
  try {
    return draftSchema.parse(JSON.parse(sessionStorage.getItem(draftKey(key)) ?? ''));
  } catch {
    return undefined;
  }
};

export const useDraft = (key: string, initial: Draft) => {
  const [draft, setDraft] = useState(() => readDraft(key) ?? initial);
  const save = (next: Draft) => {
    sessionStorage.setItem(draftKey(key), JSON.stringify(next));
    setDraft(next);
  };
  return [draft, save] as const;
};

export const forgetDraft = (key: string): void => sessionStorage.removeItem(draftKey(key));
