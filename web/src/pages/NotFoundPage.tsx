import { ButtonLink } from '../components/Button.tsx';
import { Empty } from '../components/states.tsx';

export const NotFoundPage = () => (
  <div className="page">
    <title>Not found · Simsheet</title>
    <Empty title="There is nothing here" action={<ButtonLink to="/">Go to your simulations</ButtonLink>}>
      The address may be mistyped, or what was here has been deleted.
    </Empty>
  </div>
);
