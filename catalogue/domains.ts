import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as billing from '../events/billing.ts';
import * as circuit from '../events/circuit.ts';
import * as file from '../events/file.ts';
import * as instance from '../events/instance.ts';
import * as member from '../events/member.ts';
import * as notification from '../events/notification.ts';
import * as organization from '../events/organization.ts';
import * as results from '../events/results.ts';
import * as simulation from '../events/simulation.ts';
import * as user from '../events/user.ts';
import {
  erasing as erasingBilling,
  exporting as exportingBilling,
  subscriptions as ofBilling,
} from '../functions/billing/subscriptions.ts';
import { erasing as erasingFiles, exporting as exportingFiles } from '../functions/files/subscriptions.ts';
import {
  erasing as erasingNotifications,
  exporting as exportingNotifications,
  subscriptions as ofNotifications,
} from '../functions/notifications/subscriptions.ts';
import {
  erasing as erasingResults,
  exporting as exportingResults,
  subscriptions as ofResults,
} from '../functions/results/subscriptions.ts';
import {
  erasing as erasingSimulations,
  exporting as exportingSimulations,
  subscriptions as ofSimulations,
} from '../functions/simulations/subscriptions.ts';
import { exporting as exportingUsers, subscriptions as ofUsers } from '../functions/users/subscriptions.ts';
import type { Domains, Subscriptions } from './catalogue.ts';

/** A module's exports come by name; a reader wants them as they stand in the file, from a thing's beginning to its end. */
const asWritten = ([domain, exported]: [string, object]) => {
  const text = readFileSync(join(import.meta.dirname, `../events/${domain}.ts`), 'utf8');
  const place = (name: string) => text.indexOf(`export const ${name} `);
  const entries = Object.entries(exported).toSorted(([a], [b]) => place(a) - place(b));
  return [domain, Object.fromEntries(entries)] as const;
};

/** The files of events/ that define events, each named after its domain, in the order of the page. */
export const domains: Domains = Object.fromEntries(
  Object.entries({
    user,
    organization,
    member,
    file,
    simulation,
    results,
    billing,
    notification,
    instance,
    circuit,
  }).map(asWritten),
);

/** Subscriptions name their dependencies only when they act, and a catalogue acts on none. */
const nothing = {} as never;

/** What each service listens to. */
export const subscriptions: Subscriptions = {
  users: [...ofUsers(nothing), ...exportingUsers(nothing)],
  files: [...erasingFiles(nothing), ...exportingFiles(nothing)],
  simulations: [...ofSimulations(nothing), ...erasingSimulations(nothing), ...exportingSimulations(nothing)],
  results: [...ofResults(nothing), ...erasingResults(nothing), ...exportingResults(nothing)],
  billing: [...ofBilling(nothing), ...erasingBilling(nothing), ...exportingBilling(nothing)],
  notifications: [...ofNotifications(nothing), ...erasingNotifications(nothing), ...exportingNotifications(nothing)],
};
