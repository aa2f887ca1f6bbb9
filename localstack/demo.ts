/** The group of those who operate the platform. */
export const operators = 'operators';

export interface DemoPerson {
  email: string;
  name: string;
  groups: readonly string[];
}

/** The demo people; each has an organization of their own, made when they first ask the API for anything. */
export const demoPeople = [
  { email: 'ada@example.com', name: 'Ada Lovelace', groups: [] },
  { email: 'grace@example.com', name: 'Grace Hopper', groups: [] },
  { email: 'olga@example.com', name: 'Olga the operator', groups: [operators] },
] as const satisfies readonly DemoPerson[];
/** Of all demo people. It protects nothing: whoever can use it can use the machine. */
export const demoPassword = 'Analyst-1-demo!';
