import { newId } from '../../shared/ids.ts';
import type { FileRecord } from './file.ts';

export const aFile = (given: Partial<FileRecord> = {}): FileRecord => ({
  tenant: newId('org'),
  fileId: newId('fil'),
  name: 'model.xlsx',
  size: 10,
  counted: 0,
  status: 'UPLOADING',
  createdBy: newId('usr'),
  visibility: 'shared',
  createdAt: '2026-03-01T12:00:00.000Z',
  reasons: [],
  sheets: [],
  sha256: null,
  version: null,
  attempts: 0,
  revision: 1,
  sequence: 0,
  correlationId: newId('cor'),
  traceparent: undefined,
  causationId: undefined,
  ...given,
});
