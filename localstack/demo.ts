/** The demo people; each has an organization of their own, made when they first ask the API for anything. */
export const demoPeople = [
  { email: 'ada@example.com', name: 'Ada Lovelace' },
  { email: 'grace@example.com', name: 'Grace Hopper' },
] as const;
/** Of all demo people. It protects nothing: whoever can use it can use the machine. */
export const demoPassword = 'Analyst-1-demo!';
