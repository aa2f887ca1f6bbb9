import busboy from 'busboy';
import * as z from 'zod';
import { failed, ok, type Problem, type Result } from '../../engine/result.ts';
import { type Visibility, visibility } from '../../shared/api/visibility.ts';
import { jsonPointer, mistakesInWords, mistakesOf, unknownField } from '../../shared/http/httpHandler.ts';
import { inWords } from '../../shared/http/mistakeInWords.ts';

import type { Failure, RawBody } from '../../shared/http/route.ts';
import { isPrintable } from '../../shared/printable.ts';
import { bytesInWords, limits } from './guard/limits.ts';

/** What a client brings: the bytes themselves, or the announcement of bytes that it will send elsewhere. */
export type Upload = Described & ({ bytes: Buffer } | { size: number });

interface Described {
  name: string;
  visibility?: Visibility | undefined;
}

export type UploadFailure = Failure<
  'invalid-request' | 'malformed-json' | 'malformed-form' | 'file-missing' | 'unsupported-media-type' | 'file-too-large'
>;

const longestName = 255;

const fileName = z
  .string()
  .trim()
  .min(1, 'a file name is needed')
  .max(longestName, `a file name has at most ${longestName} characters`)
  .refine(isPrintable, 'a file name has no control characters')
  .refine((name) => !/[\\/]/.test(name) && name !== '.' && name !== '..', 'a file name has no path')
  .normalize('NFC');

const announcement = z
  .strictObject({
    name: fileName.describe('Such as `plan.xlsx`.'),
    size: z.int().min(1, 'the file is empty: size is at least 1 byte').describe('Bytes.'),
    visibility: visibility.optional().describe('Who will see it; shared where it is left out.'),
  })
  .meta({ id: 'FileAnnouncement', description: 'Asks where to send a file.' });

/** The three ways to send a workbook, for the API's description. */
export const uploads = {
  headers: z.object({
    'x-file-name': z
      .string()
      .optional()
      .describe('The name of a file that is sent as its bytes; other characters than ASCII are percent-encoded.'),
    'x-file-visibility': visibility
      .optional()
      .describe('Who will see a file that is sent as its bytes; shared where it is left out.'),
  }),
  body: {
    'multipart/form-data': z.object({
      file: z.file().describe('The workbook, with its file name.'),
      visibility: visibility.optional().describe('Who will see it; shared where it is left out.'),
    }),
    'application/octet-stream': z.file().describe("The workbook's bytes; the header `x-file-name` names it."),
    'application/json': announcement,
  },
};

const tooLarge = (size: number): UploadFailure => ({
  code: 'file-too-large',
  detail: `The file has ${size.toLocaleString('en-US')} bytes; at most ${bytesInWords(limits.fileBytes)} are taken. Remove pictures and unused sheets from the workbook.`,
});

/** Tells by the body's media type which of the three ways a client chose, and reads it. */
export const readUpload = async (
  body: RawBody,
  headers: Readonly<Record<string, string>>,
): Promise<Result<Upload, UploadFailure>> => {
  const mediaType = body.contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (mediaType === 'application/json') return readAnnouncement(body.bytes);
  if (mediaType === 'multipart/form-data') return readForm(body);
  const name = headers['x-file-name'];
  if (name !== undefined) {
    const given = { name: decodeName(name), visibility: headers['x-file-visibility'] };
    return checked(given, body.bytes, (field) => `header:x-file-${field}`);
  }
  return failed({
    code: 'unsupported-media-type',
    detail:
      'Send the file as a form (multipart/form-data) with the field "file", or its bytes with the header x-file-name, or JSON { "name", "size" } for an address that takes larger files.',
  });
};

const readAnnouncement = (bytes: Buffer): Result<Upload, UploadFailure> => {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return failed({ code: 'malformed-json', detail: `The body is not JSON: ${(error as Error).message}` });
  }
  const result = announcement.safeParse(json, inWords());
  if (!result.success) return failed(invalid(result.error, announcement, jsonPointer));
  return result.data.size > limits.fileBytes ? failed(tooLarge(result.data.size)) : ok(result.data);
};

const described = z.object({ name: fileName, visibility: visibility.optional() });

const checked = (
  given: { name: string; visibility: string | undefined },
  bytes: Buffer,
  /** Where the client said so. */
  pointerTo: (field: keyof Described) => string,
  pointerToBytes = '',
): Result<Upload, UploadFailure> => {
  const result = described.safeParse(given, inWords());
  if (!result.success)
    return failed(invalid(result.error, described, ([field]) => pointerTo(field as keyof Described)));
  if (bytes.length === 0) {
    return failed({
      code: 'invalid-request',
      detail: 'The file is empty. Check that it was saved completely and upload it again.',
      errors: [{ pointer: pointerToBytes, detail: 'the file is empty' }],
    });
  }
  return bytes.length > limits.fileBytes ? failed(tooLarge(bytes.length)) : ok({ ...result.data, bytes });
};

const invalid = (error: z.ZodError, schema: z.ZodType, pointer: (path: PropertyKey[]) => string): UploadFailure =>
  mistaken(error.issues.flatMap((issue) => mistakesOf(issue, schema, pointer)));

const mistaken = (errors: Problem[]): UploadFailure => ({
  code: 'invalid-request',
  detail: mistakesInWords(errors),
  errors,
});

const formFields = ['file', 'visibility'];

/** A header holds ASCII only, so that other names come percent-encoded; a plain `%` stays one. */
const decodeName = (header: string): string => {
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
};

const malformed = (detail: string): Result<never, UploadFailure> =>
  failed({ code: 'malformed-form', detail: `The form cannot be read: ${detail}.` });

const readForm = ({ contentType, bytes }: RawBody): Promise<Result<Upload, UploadFailure>> =>
  new Promise((resolve) => {
    let form: busboy.Busboy;
    try {
      form = busboy({
        headers: { 'content-type': contentType },
        limits: { files: 1, fields: 20, parts: 30, fieldSize: 10_000 },
        // A path in a name is refused, not cut off: what the client meant by it is not ours to guess.
        preservePath: true,
        defParamCharset: 'utf8',
      });
    } catch (error) {
      resolve(malformed((error as Error).message));
      return;
    }
    let found: { name: string | undefined; chunks: Buffer[] } | undefined;
    let wanted: string | undefined;
    const unknown: Problem[] = [];
    form.on('field', (field, value) => {
      if (field === 'visibility') wanted = value;
      else if (field !== 'file') unknown.push(unknownField(field, `/${field}`, formFields));
    });
    form.on('file', (field, stream, { filename }) => {
      if (field !== 'file') {
        stream.resume();
        return;
      }
      const chunks: Buffer[] = [];
      found = { name: filename, chunks };
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      // A form that ends within the file: the form's own error tells.
      stream.on('error', () => {});
    });
    form.on('error', (error) => resolve(malformed((error as Error).message)));
    form.on('filesLimit', () => resolve(malformed('it holds more than one file; send one form per file')));
    form.on('close', () => {
      if (found === undefined) {
        const detail = 'The form has no file in its field "file". A file needs a filename in its part of the form.';
        return resolve(failed({ code: 'file-missing', detail }));
      }
      // Misspelt, what was to be private would be shared.
      if (unknown.length > 0) return resolve(failed(mistaken(unknown)));
      const given = { name: found.name ?? '', visibility: wanted };
      const pointerTo = (field: keyof Described) => (field === 'name' ? '/file' : '/visibility');
      resolve(checked(given, Buffer.concat(found.chunks), pointerTo, '/file'));
    });
    form.end(bytes);
  });
