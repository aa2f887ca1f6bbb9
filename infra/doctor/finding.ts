/** What a check of an installation found. */
export interface Finding {
  check: string;
  /** `unchecked`: it could not be tried, so nothing is known. `not-applicable`: there is nothing here that it is about. */
  outcome: 'ok' | 'failed' | 'unchecked' | 'not-applicable';
  detail: string;
}

/** Whether all that there is to know is known, and good. */
export const isHealthy = (findings: readonly Finding[]): boolean =>
  findings.every(({ outcome }) => outcome === 'ok' || outcome === 'not-applicable');

/** A check by its result; one that throws is told as not tried, with the reason and what helps. */
export const finding = async (
  check: string,
  look: () => Promise<Pick<Finding, 'outcome' | 'detail'>>,
  advice = '',
): Promise<Finding> => {
  try {
    return { check, ...(await look()) };
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { check, outcome: 'unchecked', detail: `${reason}${advice === '' ? '' : ` ${advice}`}` };
  }
};
