/** What alarms see: infra/UsersStack.ts. */
export const reportsMissing = 'ReportsMissing';
