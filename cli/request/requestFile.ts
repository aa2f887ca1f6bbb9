import { readFileSync } from 'node:fs';
import { Mistake, systemCode } from '../failures.ts';

/** A request document as a plain object. The API's body has a `fileId` besides, which means nothing here. */
export function readRequestFile(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Mistake(`There is no request file ${path}.`);
    if (code === 'EISDIR') throw new Mistake(`${path} is a folder, not a request file.`);
    if (code === 'EACCES' || code === 'EPERM') throw new Mistake(`${path} may not be read by you.`);
    throw error;
  }
  const document = parse(text.replace(/^\uFEFF/, ''), path);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new Mistake(`${path} is no request: it holds JSON, but not an object such as { "outputs": [...] }.`);
  }
  const { fileId: _, ...request } = document as Record<string, unknown>;
  return request;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Mistake(`${path} is no JSON: ${error instanceof Error ? error.message : error}.`);
  }
}
