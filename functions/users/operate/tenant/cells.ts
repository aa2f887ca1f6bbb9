import { UsageError } from '../../../../events/operate/commandLine.ts';
import { anyCell, type Instance } from '../../../gateway/registry/instance.ts';
import { type ServiceName, services } from '../../../gateway/services.ts';

/** A cell of which the gateway knows instances. */
export interface KnownCell {
  name: string;
  /** The services of which it has none, without which no organization can be there. */
  missing: ServiceName[];
}

/** Those that a cell has of its own; the users service is the installation's. */
const ofCells = services.filter((service) => service !== 'users');

export const knownCells = (instances: readonly Pick<Instance, 'service' | 'cell' | 'draining'>[]): KnownCell[] => {
  const names = new Set(instances.map(({ cell }) => cell).filter((cell) => cell !== anyCell));
  return [...names]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => ({
      name,
      missing: ofCells.filter(
        (service) =>
          !instances.some((each) => each.service === service && !each.draining && [name, anyCell].includes(each.cell)),
      ),
    }));
};

export const noCell = (name: string, known: readonly KnownCell[]): string =>
  `There is no cell ${name}; there is ${known.map((cell) => cell.name).join(', ')}.`;

/** Throws unless an organization finds all there that it needs. */
export const checkCell = (to: string, known: readonly KnownCell[]): void => {
  const cell = known.find(({ name }) => name === to);
  if (cell === undefined)
    throw new UsageError(`${noCell(to, known)} Deploy it first: npx cdk deploy --all -c cell=${to}`);
  if (cell.missing.length > 0) {
    throw new Error(
      `The cell ${to} has no instance of ${cell.missing.join(', ')} yet. Deploy it wholly: npx cdk deploy --all -c cell=${to}`,
    );
  }
};
