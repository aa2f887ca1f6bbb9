import type { SimulationView } from '../../api/schemas.ts';
import { useChangeSimulation } from '../../api/simulations.ts';
import { Switch } from '../../components/Switch.tsx';
import { Problem } from '../../components/states.tsx';

const choices = [
  ['shared', 'Shared'],
  ['private', 'Private'],
] as const;

/** Everybody in the organization, or its owner alone (and who may see what is private to others). */
export const WhoSees = ({ simulation: { simulationId, visibility } }: { simulation: SimulationView }) => {
  const { mutate, isPending, variables, error } = useChangeSimulation(simulationId);
  return (
    <>
      <Switch
        legend="Who sees it"
        choices={choices}
        chosen={isPending ? variables : visibility}
        onChoose={(chosen) => mutate(chosen)}
      />
      {error && <Problem error={error} />}
    </>
  );
};
