import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Answer, type Api, until } from './api.ts';

const examples = join(import.meta.dirname, '..', '..', 'examples');

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const exampleBytes = (name: string): Promise<Buffer> => readFile(join(examples, `${name}.xlsx`));
export const exampleRequest = async (name: string) =>
  JSON.parse(await readFile(join(examples, `${name}.simulation.json`), 'utf8'));

/** Uploads a workbook's bytes and waits until it was read or rejected. */
export const upload = async (api: Api, name: string, bytes: Uint8Array): Promise<Answer> => {
  const accepted = await api('/api/files', {
    body: Buffer.from(bytes),
    headers: { 'content-type': workbookType, 'x-file-name': name },
  });
  if (accepted.status !== 202) return accepted;
  return until(
    () => api(`/api/files/${accepted.body.fileId}`),
    ({ body }) => body.status === 'READY' || body.status === 'REJECTED',
  );
};

/** Uploads one of the examples; returns its file id. */
export const uploadExample = async (api: Api, name: string): Promise<string> =>
  (await upload(api, `${name}.xlsx`, await exampleBytes(name))).body.fileId;

export const hasEnded = ({ body }: Answer): boolean => ['COMPLETED', 'FAILED', 'CANCELLED'].includes(body.status);

/** Starts a simulation and waits for its end. */
export const simulate = async (api: Api, request: Record<string, unknown>): Promise<Answer> => {
  const accepted = await api('/api/simulations', { json: request });
  if (accepted.status !== 202) return accepted;
  return until(() => api(`/api/simulations/${accepted.body.simulationId}`), hasEnded, 120_000);
};
