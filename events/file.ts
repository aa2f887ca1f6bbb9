import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { erasedEvent } from './erased.ts';
import { exportedEvent } from './exported.ts';
import { publisher } from './outbox.ts';

const owner = 'files';
const fileId = id('fil').describe('The file.');
const example = { fileId: 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC' } as const;

export const fileUploadedV1 = defineEvent({
  type: 'file.uploaded',
  version: 1,
  owner,
  description: 'The bytes of a workbook have arrived. Nothing has looked into them yet: the file is PROCESSING.',
  schema: z.object({
    fileId,
    name: z.string().describe("The file's name, as it was uploaded."),
    bytes: z.int().nonnegative().describe('Its size.'),
    sha256: z.string().describe('The SHA-256 of its bytes, in hexadecimal.'),
  }),
  example: {
    ...example,
    name: 'newsvendor.xlsx',
    bytes: 10_985,
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  },
});

export const fileParsedV1 = defineEvent({
  type: 'file.parsed',
  version: 1,
  owner,
  description: 'The workbook passed the guard and was read: the file is READY, and can be simulated.',
  schema: z.object({
    fileId,
    sheets: z.int().nonnegative().describe('How many sheets it has.'),
    formulas: z.int().nonnegative().describe('How many formulas stand in them.'),
  }),
  example: { ...example, sheets: 3, formulas: 70 },
});

export const fileRejectedV1 = defineEvent({
  type: 'file.rejected',
  version: 1,
  owner,
  description: 'The upload is no workbook that can be used, or no bytes came within the hour: the file is REJECTED.',
  schema: z.object({
    fileId,
    reasons: z
      .array(
        z.object({
          code: z.string().describe('A stable code, for programs.'),
          detail: z.string().describe('What is wrong and what to do about it, for people.'),
        }),
      )
      .describe('Why, most important first.'),
  }),
  example: {
    ...example,
    reasons: [
      {
        code: 'upload-expired',
        detail: 'No bytes arrived within an hour. Ask for a new upload address and send the file.',
      },
    ],
  },
});

export const fileDeletedV1 = defineEvent({
  type: 'file.deleted',
  version: 1,
  owner,
  description: 'Somebody deleted the file; its bytes and what was read from them are gone.',
  schema: z.object({ fileId }),
  example,
});

export const fileOrganizationErasedV1 = erasedEvent('file', owner);
export const fileOrganizationExportedV1 = exportedEvent('file', owner);

export const publishFileUploaded = publisher(fileUploadedV1);
export const publishFileParsed = publisher(fileParsedV1);
export const publishFileRejected = publisher(fileRejectedV1);
export const publishFileDeleted = publisher(fileDeletedV1);
export const publishFileOrganizationErased = publisher(fileOrganizationErasedV1);
export const publishFileOrganizationExported = publisher(fileOrganizationExportedV1);
