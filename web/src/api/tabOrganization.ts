const key = 'simsheet.organization';

/** The organization that a tab acts in, from a choice until the next one. */
export interface TabOrganization {
  /** Undefined until the API has said which one it chose. */
  current(): string | undefined;
  /** Stays in the one that the API chose, also when another tab makes another one the person's default. */
  pin(organizationId: string): void;
}

/** What the tab chose last, also before a reload. Other tabs have choices of their own: none acts elsewhere by surprise. */
export const rememberedOrganization = (): string | undefined => sessionStorage.getItem(key) ?? undefined;

/** Without an id, the API chooses again. */
export const rememberOrganization = (organizationId: string | undefined): void =>
  organizationId === undefined ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, organizationId);

export const tabOrganization = (chosen: string | undefined): TabOrganization => {
  let current = chosen;
  return {
    current: () => current,
    pin(organizationId) {
      if (current !== undefined) return;
      current = organizationId;
      rememberOrganization(organizationId);
    },
  };
};
