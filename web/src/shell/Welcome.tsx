import { Link } from 'react-router';
import { BellCurve } from '../components/BellCurve.tsx';
import { OrganizationSignIn } from './OrganizationSignIn.tsx';
import { Brand } from './Shell.tsx';
import { SignInButton } from './SignInButton.tsx';
import './Welcome.css';

const steps = [
  ['Bring your workbook', 'Upload the Excel file you already plan with. Its formulas are kept exactly as they are.'],
  ['Say what is uncertain', 'Give the cells you are not sure about a range instead of a single number.'],
  [
    'See what could happen',
    'Every formula runs thousands or millions of times, and you see the odds and what drives them.',
  ],
] as const;

/** For who is not signed in. */
export const Welcome = () => (
  <div className="welcome">
    <header>
      <Brand />
    </header>
    <main>
      <title>Simsheet</title>
      <section className="welcome-lead">
        <h1>How sure is your spreadsheet?</h1>
        <p>
          Simsheet runs Monte Carlo simulations on Excel workbooks, so that a plan shows its range and not only one
          number.
        </p>
        <div className="welcome-action">
          <SignInButton />
          <OrganizationSignIn />
        </div>
      </section>
      <BellCurve className="welcome-art" />
      <ol className="welcome-steps">
        {steps.map(([title, text]) => (
          <li key={title}>
            <h2>{title}</h2>
            <p className="muted">{text}</p>
          </li>
        ))}
      </ol>
    </main>
    <footer className="small muted">
      For programs: <Link to="/docs">API reference</Link>
    </footer>
  </div>
);
