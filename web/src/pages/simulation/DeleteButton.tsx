import { useNavigate } from 'react-router';
import type { SimulationView } from '../../api/schemas.ts';
import { useDeleteSimulation } from '../../api/simulations.ts';
import { ConfirmedDelete } from '../../components/ConfirmedDelete.tsx';

export const DeleteButton = ({ simulation }: { simulation: SimulationView }) => {
  const navigate = useNavigate();
  const { mutate, isPending, error } = useDeleteSimulation(simulation.simulationId);
  return (
    <ConfirmedDelete
      label="Delete"
      title="Delete this simulation?"
      confirm="Delete simulation"
      isPending={isPending}
      error={error}
      onConfirm={() => mutate(undefined, { onSuccess: () => void navigate('/') })}
    >
      “{simulation.name}” and its results are removed for everybody. This cannot be undone.
    </ConfirmedDelete>
  );
};
