import { Outlet } from 'react-router';
import { useChooseOrganization } from '../api/ApiProvider.tsx';
import { useMe } from '../api/account.ts';
import { ApiError } from '../api/errors.ts';
import { Button } from '../components/Button.tsx';
import { Empty, Loaded } from '../components/states.tsx';

/**
 * Draws a page once it is known in which organization the tab acts and what the person may do there: so nothing is asked in
 * another one by surprise, and nothing is offered that would be refused.
 */
export const MembersOnly = () => {
  const me = useMe();
  if (me.error instanceof ApiError && me.error.code === 'not-a-member') return <NoMember />;
  return (
    <Loaded query={me} label="Loading your profile">
      {() => <Outlet />}
    </Loaded>
  );
};

const NoMember = () => {
  const choose = useChooseOrganization();
  return (
    <div className="page">
      <title>No member · Simsheet</title>
      <Empty
        title="You do not belong to this organization any more"
        action={
          <Button look="primary" onClick={() => choose(undefined)}>
            Go on in another one
          </Button>
        }
      >
        You left it, somebody removed you, or it was deleted. What you made there stays there.
      </Empty>
    </div>
  );
};
