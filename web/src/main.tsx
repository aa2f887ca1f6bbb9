import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { Problem } from './components/states.tsx';
import { loadConfig } from './config.ts';

const root = createRoot(document.getElementById('root')!);

try {
  const config = await loadConfig();
  root.render(
    <StrictMode>
      <App config={config} />
    </StrictMode>,
  );
} catch (error) {
  root.render(<Problem error={error} onRetry={() => location.reload()} />);
}
