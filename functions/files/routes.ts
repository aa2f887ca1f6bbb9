import * as z from 'zod';
import { cellsView, fileAccepted, filePage, fileView } from '../../shared/api/files.ts';
import { pageQuery } from '../../shared/http/page.ts';
import { type Route, route } from '../../shared/http/route.ts';
import { id } from '../../shared/ids.ts';
import { addFile, deleteFile, type FileDeps, getCells, getFile, listFiles } from './files.ts';

const params = z.object({ fileId: id('fil') });
const longestRange = 300;

export const routes = (deps: FileDeps): readonly Route[] => [
  route({
    method: 'POST',
    path: '/api/files',
    summary: 'Upload a workbook, or ask where to send a large one',
    parse: { body: 'raw' },
    authorise: 'file:write',
    act: ({ body, context }) => addFile(deps, body, context),
    respond: {
      ok: [202, fileAccepted],
      errors: {
        'invalid-request': 400,
        'malformed-json': 400,
        'malformed-form': 400,
        'file-missing': 400,
        'unsupported-media-type': 415,
        'file-too-large': 413,
      },
      headers: ({ fileId }) => ({ location: `/api/files/${fileId}` }),
    },
  }),
  route({
    method: 'GET',
    path: '/api/files',
    summary: 'List files, newest first',
    parse: { query: pageQuery },
    authorise: 'file:read',
    act: ({ query, context }) => listFiles(deps, query, context.identity),
    respond: { ok: [200, filePage], errors: {} },
  }),
  route({
    method: 'GET',
    path: '/api/files/{fileId}',
    summary: 'A file, whether it is ready, and what its workbook holds',
    parse: { params },
    authorise: 'file:read',
    act: ({ params, context }) => getFile(deps, params.fileId, context.identity),
    respond: { ok: [200, fileView], errors: { 'file-not-found': 404 } },
  }),
  route({
    method: 'GET',
    path: '/api/files/{fileId}/cells',
    summary: 'The cells of a range',
    parse: {
      params,
      query: z.object({
        range: z
          .string('range is needed once, such as range=Model!A1:H40')
          .min(1, 'range is needed, such as range=Model!A1:H40')
          .max(longestRange, `a range has at most ${longestRange} characters`),
      }),
    },
    authorise: 'file:read',
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
    method: 'DELETE',
    path: '/api/files/{fileId}',
    summary: 'Delete a file with all that was made of it',
    parse: { params },
    authorise: 'file:delete',
    act: ({ params, context }) => deleteFile(deps, params.fileId, context.identity),
    respond: { ok: [204, null], errors: { 'file-not-found': 404 } },
  }),
];
