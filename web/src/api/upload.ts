import type { ApiClient } from './client.ts';
import { ApiError, errorFrom, unreachable } from './errors.ts';
import { type FileAccepted, fileAccepted, type Visibility } from './schemas.ts';

/** The API takes bodies up to 4 MiB, the form around the file included; a larger file goes straight to storage. */
const directBytes = 4 * 1024 * 1024 - 64 * 1024;
export const largestBytes = 100 * 1024 * 1024;

export interface Transfer {
  visibility: Visibility;
  /** From 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Sends a workbook and answers its id, at which it is then PROCESSING. Rejects with an ApiError. */
export const uploadFile = async (api: ApiClient, file: File, transfer: Transfer): Promise<FileAccepted> => {
  if (file.size <= directBytes) {
    const form = new FormData();
    form.append('visibility', transfer.visibility);
    form.append('file', file, file.name);
    const response = await post('/api/files', form, await api.headers(), transfer);
    if (!response.ok) throw await errorFrom(response);
    return fileAccepted.parse(await response.json());
  }
  const accepted = await api.send({
    method: 'POST',
    path: '/api/files',
    body: { name: file.name, size: file.size, visibility: transfer.visibility },
    reply: fileAccepted,
    signal: transfer.signal,
  });
  if (!accepted.upload) throw new ApiError({ kind: 'unexpected', detail: 'The API gave no address to upload to.' });
  const form = new FormData();
  for (const [name, value] of Object.entries(accepted.upload.fields)) form.append(name, value);
  // Storage ignores what comes after the file, so it is last.
  form.append('file', file, file.name);
  const response = await post(accepted.upload.url, form, {}, transfer);
  if (!response.ok) {
    throw new ApiError({ kind: 'unexpected', detail: `Storage refused the upload (${response.status}). Try again.` });
  }
  return accepted;
};

/** A POST that reports how much of its body has gone, which fetch cannot. */
const post = (url: string, body: FormData, headers: Record<string, string>, { onProgress, signal }: Transfer) =>
  new Promise<Response>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.responseType = 'blob';
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) onProgress?.(loaded / total);
    };
    request.onload = () => {
      const contentType = request.getResponseHeader('content-type');
      const empty = request.status === 204 || request.status === 205;
      resolve(
        new Response(empty ? null : (request.response as Blob), {
          status: request.status,
          statusText: request.statusText,
          headers: contentType === null ? {} : { 'content-type': contentType },
        }),
      );
    };
    request.onerror = () => reject(unreachable('the connection broke during the upload'));
    request.onabort = () => reject(signal?.reason ?? new DOMException('The upload was cancelled.', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(body);
  });
