import * as z from 'zod';
import { cellsView, fileAccepted, fileChange, filePage, fileSummary, fileView } from '../../shared/api/files.ts';
import { limitUsage } from '../../shared/api/limits.ts';
import { pageQuery } from '../../shared/http/page.ts';
import { type Route, route } from '../../shared/http/route.ts';
import { id } from '../../shared/ids.ts';
import { deleteFile } from './deletion.ts';
import { addFile, type FileDeps, getCells, getFile, getUsage, listFiles } from './files.ts';
import { changeFile } from './sharing.ts';
import { uploads } from './upload.ts';

const params = z.object({ fileId: id('fil').describe('As the upload told it.') });
const longestRange = 300;

export const routes = (deps: FileDeps): readonly Route[] => [
  route({
    method: 'POST',
    path: '/api/files',
    operationId: 'addFile',
    summary: 'Upload a workbook, or ask where to send a large one',
    description:
      'The file comes as a form, or as its bytes with the header `x-file-name`. Over 4 MiB, announce its name and size: the answer says where to send it as a form within 15 minutes, up to 100 MiB.',
    // What is said here, such as who sees it, would be overheard.
    parse: { body: 'raw', query: z.strictObject({}) },
    reads: uploads,
    authorise: 'file:write',
    act: ({ body, context }) => addFile(deps, body, context),
    respond: {
      ok: [202, fileAccepted],
      errors: {
        'invalid-request': 400,
        'malformed-json': 400,
        'malformed-form': 400,
        'file-missing': 400,
        'limit-reached': 403,
        'unsupported-media-type': 415,
        'file-too-large': 413,
      },
      headers: ({ fileId }) => ({ location: `/api/files/${fileId}` }),
    },
  }),
  route({
    method: 'GET',
    path: '/api/files',
    operationId: 'listFiles',
    summary: 'List files, newest first',
    parse: { query: pageQuery },
    authorise: 'file:read',
    act: ({ query, context }) => listFiles(deps, query, context.identity),
    respond: { ok: [200, filePage], errors: {} },
  }),
  route({
    method: 'GET',
    // Before the one whose parameter would take its name.
    path: '/api/files/usage',
    operationId: 'getFileUsage',
    summary: 'What files use of the limits of the organization',
    description: 'Bytes of workbooks as they were uploaded, those that are announced among them.',
    parse: {},
    authorise: 'organization:read',
    act: ({ context }) => getUsage(deps, context),
    respond: { ok: [200, limitUsage], errors: {} },
  }),
  route({
    method: 'GET',
    path: '/api/files/{fileId}',
    operationId: 'getFile',
    summary: 'A file, whether it is ready, and what its workbook holds',
    parse: { params },
    authorise: 'file:read',
    owned: 'read',
    act: ({ params, context }) => getFile(deps, params.fileId, context.identity),
    respond: { ok: [200, fileView], errors: { 'file-not-found': 404 } },
  }),
  route({
    method: 'GET',
    path: '/api/files/{fileId}/cells',
    operationId: 'getCells',
    summary: 'The cells of a range',
    parse: {
      params,
      query: z.strictObject({
        range: z
          .string('range is needed once, such as range=Model!A1:H40')
          .min(1, 'range is needed, such as range=Model!A1:H40')
          .max(longestRange, `a range has at most ${longestRange} characters`)
          .meta({ description: 'In the grammar of Excel.', examples: ['Summary!A1:D12'] }),
      }),
    },
    authorise: 'file:read',
    owned: 'read',
    act: ({ params, query, context }) => getCells(deps, params.fileId, query.range, context.identity),
    respond: {
      ok: [200, cellsView],
      errors: {
        'file-not-found': 404,
        'file-not-ready': 409,
        'invalid-range': 400,
        'range-too-large': 400,
      },
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/files/{fileId}',
    operationId: 'changeFile',
    summary: 'Share a file, or make it private',
    description:
      'From the answer on nobody else reads a private file or starts a simulation on it. Simulations that were made of it before stay as they are.',
    parse: { params, body: fileChange },
    authorise: 'file:write',
    owned: 'change',
    act: ({ params, body, context }) => changeFile(deps, params.fileId, body.visibility, context.identity),
    respond: { ok: [200, fileSummary], errors: { 'file-not-found': 404, 'not-yours': 403 } },
  }),
  route({
    method: 'DELETE',
    path: '/api/files/{fileId}',
    operationId: 'deleteFile',
    summary: 'Delete a file with all that was made of it',
    parse: { params },
    authorise: 'file:delete',
    owned: 'change',
    act: ({ params, context }) => deleteFile(deps, params.fileId, context),
    respond: { ok: [204, null], errors: { 'file-not-found': 404, 'not-yours': 403 } },
  }),
];
