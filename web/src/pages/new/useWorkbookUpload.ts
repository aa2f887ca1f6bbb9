import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useApi } from '../../api/ApiProvider.tsx';
import { fileQuery, isPending } from '../../api/files.ts';
import type { Visibility } from '../../api/schemas.ts';
import { largestBytes, uploadFile } from '../../api/upload.ts';

export type UploadState =
  | { kind: 'idle' }
  | { kind: 'sending'; name: string; share: number }
  | { kind: 'reading'; name: string }
  | { kind: 'rejected'; name: string; reasons: readonly string[] }
  | { kind: 'failed'; error: unknown };

const askAgainMs = 500;

/** What can be said about a file before it is sent. */
export const refuse = ({ name, size }: Pick<File, 'name' | 'size'>): string | undefined => {
  if (/\.(xls|xlsm|xlsb|ods|csv)$/i.test(name)) {
    return `Simsheet reads .xlsx workbooks. Open ${name} in Excel and save it as "Excel Workbook (*.xlsx)".`;
  }
  if (!/\.xlsx$/i.test(name)) return 'This is not an Excel workbook. Choose a file that ends in .xlsx.';
  if (size === 0) return 'The file is empty.';
  if (size > largestBytes)
    return 'The file is larger than 100 MB. Remove sheets or pictures that the model does not need.';
  return undefined;
};

/** Sends a workbook and waits until it has been read. */
export const useWorkbookUpload = () => {
  const api = useApi();
  const queries = useQueryClient();
  const [state, setState] = useState<UploadState>({ kind: 'idle' });
  const controller = useRef<AbortController>(undefined);

  /** Resolves with the id of the file once it is READY, or with nothing when it did not get there (see `state`). */
  const start = async (file: File, visibility: Visibility): Promise<string | undefined> => {
    const { name } = file;
    const refusal = refuse(file);
    if (refusal !== undefined) {
      setState({ kind: 'rejected', name, reasons: [refusal] });
      return undefined;
    }
    controller.current = new AbortController();
    const { signal } = controller.current;
    setState({ kind: 'sending', name, share: 0 });
    try {
      const onProgress = (share: number) => setState({ kind: 'sending', name, share });
      const { fileId } = await uploadFile(api, file, { visibility, onProgress, signal });
      setState({ kind: 'reading', name });
      for (;;) {
        const view = await queries.fetchQuery({ ...fileQuery(api, fileId), staleTime: 0 });
        signal.throwIfAborted();
        if (view.status === 'REJECTED') {
          setState({ kind: 'rejected', name, reasons: view.reasons.map(({ detail }) => detail) });
          return undefined;
        }
        if (!isPending(view.status)) return fileId;
        await new Promise((resolve) => setTimeout(resolve, askAgainMs));
      }
    } catch (error) {
      setState(signal.aborted ? { kind: 'idle' } : { kind: 'failed', error });
      return undefined;
    } finally {
      void queries.invalidateQueries({ queryKey: ['files'] });
    }
  };

  return { state, start, cancel: () => controller.current?.abort() };
};
