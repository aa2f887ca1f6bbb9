import { render } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { vi } from 'vitest';
import { ApiProvider } from '../src/api/ApiProvider.tsx';
import { ModelPage } from '../src/pages/model/ModelPage.tsx';
import { NewPage } from '../src/pages/new/NewPage.tsx';
import { SimulationsPage } from '../src/pages/simulations/SimulationsPage.tsx';
import { createFakeApi, type FakeApi } from './fakeApi.ts';

const signedIn = { current: async () => 'token', renewed: async () => 'token' };

/** Draws the page at an address in jsdom, with the made-up API behind `fetch`. */
export const renderPage = (address: string, api: FakeApi = createFakeApi()) => {
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) =>
    api.handle(new Request(new URL(path, 'http://page.example'), init)),
  );
  // What jsdom lacks: it lays nothing out, so elements have no size, never change it and scroll nowhere.
  Object.assign(HTMLElement.prototype, { scrollIntoView() {} });
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  // And dialogs that keep the page behind them from use.
  Object.assign(HTMLDialogElement.prototype, {
    showModal(this: HTMLDialogElement) {
      this.open = true;
    },
    close(this: HTMLDialogElement) {
      this.open = false;
    },
  });
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1200);
  const router = createMemoryRouter(
    [
      { path: '/', element: <SimulationsPage /> },
      { path: '/new', element: <NewPage /> },
      { path: '/files/:fileId', element: <ModelPage /> },
      { path: '/simulations/:simulationId', element: <h1>A run</h1> },
    ],
    { initialEntries: [address] },
  );
  render(
    <ApiProvider tokens={signedIn} watchEveryMs={60_000}>
      <RouterProvider router={router} />
    </ApiProvider>,
  );
  return { api, router };
};
