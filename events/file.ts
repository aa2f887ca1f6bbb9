import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { publisher } from './outbox.ts';

const fileId = id('fil');

export const fileUploadedV1 = defineEvent(
  'files',
  'file.uploaded',
  1,
  z.object({ fileId, name: z.string(), bytes: z.int().nonnegative(), sha256: z.string() }),
);
export const fileParsedV1 = defineEvent(
  'files',
  'file.parsed',
  1,
  z.object({ fileId, sheets: z.int().nonnegative(), formulas: z.int().nonnegative() }),
);
export const fileRejectedV1 = defineEvent(
  'files',
  'file.rejected',
  1,
  z.object({ fileId, reasons: z.array(z.object({ code: z.string(), detail: z.string() })) }),
);
export const fileDeletedV1 = defineEvent('files', 'file.deleted', 1, z.object({ fileId }));

export const publishFileUploaded = publisher(fileUploadedV1);
export const publishFileParsed = publisher(fileParsedV1);
export const publishFileRejected = publisher(fileRejectedV1);
export const publishFileDeleted = publisher(fileDeletedV1);
