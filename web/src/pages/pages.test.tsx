// @vitest-environment jsdom
import { cleanup, configure, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeApi } from '../../mocks/fakeApi.ts';
import { renderPage } from '../../mocks/renderPage.tsx';

// A sheet has hundreds of cells, and finding one by its role among them takes jsdom a while.
vi.setConfig({ testTimeout: 60_000 });
configure({ asyncUtilTimeout: 20_000 });

beforeEach(() => sessionStorage.clear());
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const openModel = async (api = createFakeApi()) => {
  const { fileId } = (await (await api.handle(new Request('http://page.example/api/files'))).json()).items[0];
  const page = renderPage(`/files/${fileId}`, api);
  await screen.findByRole('gridcell', { name: /^B4, 100/ });
  return { ...page, fileId };
};

const cell = (name: RegExp) => screen.getByRole('gridcell', { name });
const button = (name: string | RegExp) => screen.getByRole('button', { name });

describe('the list of simulations', () => {
  it('invites to a first one when there is none', async () => {
    const api = createFakeApi();
    api.state.isEmpty = true;

    renderPage('/', api);

    expect(await screen.findByRole('link', { name: 'Start a simulation' })).toBeDefined();
  });

  it('shows each with its state, the numbers of a completed one and why another failed', async () => {
    renderPage('/');

    const list = await screen.findByRole('list', { name: 'Simulations' });

    expect(within(list).getAllByText(/Completed|Failed|Cancelled/)).toHaveLength(4);
    await waitFor(() => expect(within(list).getAllByText('438K')).toHaveLength(2));
    await waitFor(() => expect(within(list).getAllByText('21.9%')).toHaveLength(2));
    expect(within(list).getByText(/CUBEVALUE/)).toBeDefined();
  });

  it('asks for no cells of a workbook that was deleted', async () => {
    const api = createFakeApi();
    const { fileId } = (await (await api.handle(new Request('http://page.example/api/files'))).json()).items[0];
    await api.handle(new Request(`http://page.example/api/files/${fileId}`, { method: 'DELETE' }));

    renderPage('/', api);

    await waitFor(() => expect(screen.getAllByText('0.219')).toHaveLength(2));
    expect(api.log.filter((request) => request.endsWith('/cells'))).toEqual([]);
  });

  it('says what is wrong when the API cannot be reached, and loads once it can', async () => {
    const api = createFakeApi();
    api.state.isDown = true;
    renderPage('/', api);
    await screen.findByText(/cannot be reached/);

    api.state.isDown = false;
    await userEvent.click(button('Try again'));

    expect(await screen.findByRole('link', { name: 'Product launch' })).toBeDefined();
  });
});

describe('a new simulation', () => {
  it('refuses a file that is no workbook, with what to do instead', async () => {
    const { api } = renderPage('/new');

    await userEvent.upload(await screen.findByLabelText('Choose a workbook'), new File(['a,b'], 'plan.csv'), {
      applyAccept: false,
    });

    expect(await screen.findByText(/save it as "Excel Workbook/)).toBeDefined();
    expect(api.log).not.toContain('POST /api/files');
  });

  it('deletes a workbook once that was confirmed', async () => {
    const { api } = renderPage('/new');
    await userEvent.click(await screen.findByRole('button', { name: 'Delete Old plan.xlsx' }));
    expect(api.log.filter((request) => request.startsWith('DELETE'))).toEqual([]);

    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete workbook' }));

    await waitFor(() => expect(screen.queryByText('Old plan.xlsx')).toBeNull());
    expect(screen.getByText('Launch plan.xlsx')).toBeDefined();
  });
});

describe('the model page', () => {
  it('sends the request that was put together by clicking', async () => {
    const api = createFakeApi();
    const handle = vi.spyOn(api, 'handle');
    const { router, fileId } = await openModel(api);
    await userEvent.click(cell(/^B4,/));
    await userEvent.click(button('Make uncertain'));
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Distribution' }), 'Normal');
    await userEvent.clear(screen.getByRole('textbox', { name: 'Standard deviation' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Standard deviation' }), '12.5');
    await userEvent.clear(screen.getByRole('textbox', { name: 'Input name' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Input name' }), 'Price');
    await userEvent.click(cell(/^B16,/));
    await userEvent.click(button('Track as output'));
    await userEvent.clear(screen.getByRole('textbox', { name: 'Iterations' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Iterations' }), '50,000');
    await userEvent.type(screen.getByRole('textbox', { name: 'Seed' }), '7');

    await userEvent.click(button('Run simulation'));

    await screen.findByRole('heading', { name: 'A run' });
    const [post] = handle.mock.calls.find(
      ([{ method, url }]) => method === 'POST' && url.endsWith('/api/simulations'),
    )!;
    expect(post.headers.get('idempotency-key')).toBeTruthy();
    expect(router.state.location.pathname).toMatch(/^\/simulations\/sim_/);
    const list = await (await api.handle(new Request('http://page.example/api/simulations'))).json();
    expect(list.items[0].request).toEqual({
      fileId,
      inputs: [{ cell: 'Model!B4', name: 'Price', distribution: 'normal(100, 12.5)' }],
      outputs: [{ cell: 'Model!B16', name: 'Net present value' }],
      iterations: 50_000,
      seed: 7,
      sampling: 'latin-hypercube',
    });
  });

  it('asks for an output before it sends anything', async () => {
    const { api } = await openModel();

    await userEvent.click(button('Run simulation'));

    expect(await screen.findAllByText(/Choose at least one output/)).toHaveLength(1);
    expect(screen.getByText('One thing needs your attention before it can run.')).toBeDefined();
    expect(api.log).not.toContain('POST /api/simulations');
  });

  it("shows the API's objection at the field it is about, until the field changes", async () => {
    await openModel();
    await userEvent.click(cell(/^B4,/));
    await userEvent.click(button('Make uncertain'));
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Distribution' }), 'Another, as a formula');
    const formula = screen.getByRole('textbox', { name: 'Distribution formula' });
    await userEvent.clear(formula);
    await userEvent.type(formula, 'nonsense(1)');
    await userEvent.click(button('Track Net present value'));

    await userEvent.click(button('Run simulation'));

    await screen.findAllByText(/is no distribution/);
    expect(formula.getAttribute('aria-invalid')).toBe('true');
    await userEvent.type(formula, '2');
    expect(screen.queryByText(/is no distribution/)).toBeNull();
    expect(screen.queryByText(/needs your attention/)).toBeNull();
  });

  it('asks back at iterations that may be ten or ten thousand, and says when they are few', async () => {
    const { api } = await openModel();
    await userEvent.click(button('Track Net present value'));
    const iterations = screen.getByRole('textbox', { name: 'Iterations' });
    await userEvent.clear(iterations);
    await userEvent.type(iterations, '10.000');

    await userEvent.click(button('Run simulation'));

    expect(await screen.findByText('Did you mean 10,000? Write 10000.')).toBeDefined();
    expect(iterations.getAttribute('aria-invalid')).toBe('true');
    expect(api.log).not.toContain('POST /api/simulations');
    await userEvent.clear(iterations);
    await userEvent.type(iterations, '50');
    expect(screen.queryByText(/Did you mean/)).toBeNull();
    expect(screen.getByText(/fewer than 100 iterations/)).toBeDefined();
  });

  it('marks the parameter that is wrong, in the words of its label', async () => {
    await openModel();
    await userEvent.click(cell(/^B4,/));
    await userEvent.click(button('Make uncertain'));
    const minimum = screen.getByRole('textbox', { name: 'Minimum' });
    const write = async (text: string) => {
      await userEvent.clear(minimum);
      await userEvent.type(minimum, text);
    };

    await write('abc');
    expect(minimum.getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('Write a number, or a cell such as Model!B3.')).toBeDefined();
    await write('110');
    expect(screen.getByText('“Minimum” must not be above “Most likely”.')).toBeDefined();
    await write('90');
    expect(minimum.getAttribute('aria-invalid')).toBeNull();
  });

  it('moves over the sheet with the arrow keys', async () => {
    await openModel();
    await userEvent.click(cell(/^B4,/));
    screen.getByRole('grid').focus();

    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowLeft}');

    expect(cell(/^A6, Growth/).getAttribute('aria-selected')).toBe('true');
  });

  it('goes to a cell that is typed, also on another sheet', async () => {
    await openModel();
    const search = screen.getByRole('combobox', { name: 'Go to cell' });

    await userEvent.clear(search);
    await userEvent.type(search, 'rates!$b$2{Enter}');

    expect((await screen.findByRole('gridcell', { name: /^B2, 9\.0%/ })).getAttribute('aria-selected')).toBe('true');
  });

  it('says why there is no such cell to go to', async () => {
    await openModel();
    const search = screen.getByRole('combobox', { name: 'Go to cell' });

    await userEvent.clear(search);
    await userEvent.type(search, 'Sumary!B3{Enter}');

    expect(screen.getByText('There is no sheet “Sumary”.')).toBeDefined();
    expect(search.getAttribute('aria-invalid')).toBe('true');
  });

  it('keeps the draft over a reload of the page', async () => {
    const api = createFakeApi();
    await openModel(api);
    await userEvent.click(button('Track Net present value'));
    cleanup();

    await openModel(api);

    expect(button('Remove Net present value')).toBeDefined();
  });

  it('sends a request again under the same key when the first time ended in doubt', async () => {
    const api = createFakeApi();
    const handle = vi.spyOn(api, 'handle');
    await openModel(api);
    await userEvent.click(button('Track Net present value'));
    api.state.isDown = true;
    await userEvent.click(button('Run simulation'));
    await screen.findByText('No connection');
    api.state.isDown = false;

    await userEvent.click(button('Run simulation'));

    await screen.findByRole('heading', { name: 'A run' });
    const keys = handle.mock.calls
      .filter(([{ method, url }]) => method === 'POST' && url.endsWith('/api/simulations'))
      .map(([request]) => request.headers.get('idempotency-key'));
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });
});

describe('what is private', () => {
  it('is marked, and shared or kept back by its owner', async () => {
    renderPage('/new');
    await userEvent.click(await screen.findByRole('button', { name: 'Make Launch plan.xlsx private' }));
    await screen.findByText('Private');

    await userEvent.click(button('Share Launch plan.xlsx'));

    await waitFor(() => expect(screen.queryByText('Private')).toBeNull());
  });

  it('is sent as private, before the file that it is about', async () => {
    const sent: (readonly [string, FormDataEntryValue])[] = [];
    vi.spyOn(XMLHttpRequest.prototype, 'send').mockImplementation((body) => {
      sent.push(...(body as FormData).entries());
    });
    vi.spyOn(XMLHttpRequest.prototype, 'open').mockImplementation(() => undefined);
    vi.spyOn(XMLHttpRequest.prototype, 'setRequestHeader').mockImplementation(() => undefined);
    renderPage('/new');
    await userEvent.click(await screen.findByRole('checkbox', { name: /^Keep it private/ }));

    await userEvent.upload(screen.getByLabelText('Choose a workbook'), new File(['a'], 'plan.xlsx'));

    await waitFor(() => expect(sent.map(([name]) => name)).toEqual(['visibility', 'file']));
    expect(sent[0]?.[1]).toBe('private');
  });

  it('is marked in the list of simulations', async () => {
    const api = createFakeApi();
    const { items } = await (await api.handle(new Request('http://page.example/api/simulations'))).json();
    const body = JSON.stringify({ visibility: 'private' });
    const url = `http://page.example/api/simulations/${items[0].simulationId}`;
    await api.handle(new Request(url, { method: 'PATCH', body }));

    renderPage('/', api);

    expect(await screen.findAllByText('Private')).toHaveLength(1);
  });

  it('and what others shared is not for somebody to delete who did not make it', async () => {
    const api = createFakeApi();
    api.organizations.become('analyst');
    const { items } = await (await api.handle(new Request('http://page.example/api/files'))).json();
    const body = JSON.stringify({ createdBy: 'usr_01J8ZPZS2N8W3V5K2M6R9T0XBC' });
    await api.handle(new Request(`http://page.example/api/files/${items[0].fileId}`, { method: 'PATCH', body }));
    renderPage('/new', api);

    await screen.findByRole('button', { name: 'Delete Old plan.xlsx' });

    expect(screen.queryByRole('button', { name: /Launch plan/ })).toBeNull();
  });
});

describe('for who may only look', () => {
  const asViewer = () => {
    const api = createFakeApi();
    api.organizations.become('viewer');
    return api;
  };

  it('the workbooks are there to see, and none can be sent, taken as an example or deleted', async () => {
    const { api } = renderPage('/new', asViewer());

    await screen.findByRole('link', { name: 'Launch plan.xlsx' });

    expect(screen.getByRole('heading', { level: 1, name: 'Workbooks' })).toBeDefined();
    expect(screen.queryByLabelText('Choose a workbook')).toBeNull();
    expect(screen.queryAllByRole('button')).toEqual([]);
    expect(api.log).not.toContain('GET /examples/index.json');
  });

  it('a workbook says that running is not part of the role, and has no way to run', async () => {
    await openModel(asViewer());

    expect(screen.getByText(/Running simulations of it is not part of your role/)).toBeDefined();
    expect(screen.queryByRole('button', { name: /Run simulation|Make uncertain|Track/ })).toBeNull();
  });

  it('an organization without simulations says whose they would be', async () => {
    const api = asViewer();
    api.state.isEmpty = true;
    renderPage('/', api);

    await screen.findByRole('heading', { name: 'Nothing has been run here yet' });

    expect(screen.queryByRole('link', { name: 'Start a simulation' })).toBeNull();
  });

  it('a role without simulations asks for none', async () => {
    const api = createFakeApi();
    api.organizations.become('billing');
    renderPage('/', api);

    await screen.findByText(/does not include seeing simulations/);

    expect(api.log).toEqual(['GET /api/users/me']);
  });
});
