import * as z from 'zod';
import { visibility } from './api/visibility.ts';
import { fileSharingKey } from './files.ts';
import type { TenantId } from './identity.ts';
import { type Id, id } from './ids.ts';
import type { Objects } from './objects.ts';
import type { Owned } from './ownership.ts';

/**
 * Whose a file is and who sees it, for services that know a file by its model only: an object beside the model, which the
 * files service keeps. Where there is none the file is shared. It is to be read before the model: a file's model is the
 * first to go when it is deleted, so that who finds no such object and then a model has found a shared file.
 */
const sharing = z.object({
  createdBy: id('usr'),
  visibility,
  /** Of the file's record: what an older one says is never written over what a newer one says. */
  revision: z.int(),
});
type Sharing = z.infer<typeof sharing>;

const read = (bytes: Uint8Array): Sharing => sharing.parse(JSON.parse(Buffer.from(bytes).toString()));

export const readFileSharing = async (
  objects: Pick<Objects, 'get'>,
  tenant: TenantId,
  fileId: string,
): Promise<Owned | undefined> => {
  const bytes = await objects.get(tenant, fileSharingKey(fileId));
  return bytes && read(bytes);
};

const attempts = 10;

/** Says so, unless something newer is said. A writer that was held up can therefore not open what was closed meanwhile. */
export const writeFileSharing = async (
  objects: Pick<Objects, 'getTagged' | 'replace'>,
  tenant: TenantId,
  { fileId, createdBy, visibility, revision }: Sharing & { fileId: Id<'fil'> },
): Promise<void> => {
  const said: Sharing = { createdBy, visibility, revision };
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const before = await objects.getTagged(tenant, fileSharingKey(fileId));
    if (before !== undefined && read(before.bytes).revision >= revision) return;
    const tag = before?.tag ?? null;
    if (await objects.replace(tenant, fileSharingKey(fileId), tag, JSON.stringify(said), 'application/json')) return;
  }
  throw new Error(`who sees ${fileId} changed under ${attempts} attempts to say it`);
};
