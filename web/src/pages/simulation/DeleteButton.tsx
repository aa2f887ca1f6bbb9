import { useRef } from 'react';
import { useNavigate } from 'react-router';
import type { SimulationView } from '../../api/schemas.ts';
import { useDeleteSimulation } from '../../api/simulations.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Problem } from '../../components/states.tsx';

export const DeleteButton = ({ simulation }: { simulation: SimulationView }) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const navigate = useNavigate();
  const remove = useDeleteSimulation(simulation.simulationId);
  const confirm = () => remove.mutate(undefined, { onSuccess: () => void navigate('/') });
  return (
    <>
      <Button look="danger" onClick={() => dialog.current?.showModal()}>
        <Icon name="trash" />
        Delete
      </Button>
      <dialog ref={dialog} className="dialog" aria-labelledby="delete-title">
        <h2 id="delete-title">Delete this simulation?</h2>
        <p className="muted">“{simulation.name}” and its results are removed for everybody. This cannot be undone.</p>
        {remove.error && <Problem error={remove.error} />}
        <div className="page-actions">
          <Button look="danger" disabled={remove.isPending} onClick={confirm}>
            Delete simulation
          </Button>
          <Button onClick={() => dialog.current?.close()}>Keep it</Button>
        </div>
      </dialog>
    </>
  );
};
