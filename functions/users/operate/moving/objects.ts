import { atOnce } from '../../../../shared/atOnce.ts';
import type { TenantId } from '../../../../shared/identity.ts';
import { inPairs, type Pair } from './pairs.ts';

/** An object as it lies in its bucket, by its key below the tenant's prefix. */
export interface Found {
  key: string;
  bytes: number;
  /** Of its content; S3 makes the same of the same parts. */
  tag: string;
}

export interface Content {
  contentType: string | undefined;
  parts: AsyncIterable<Uint8Array>;
}

/** A bucket's objects under one tenant's prefix, from or to which they are copied. */
export interface MovableObjects {
  list(tenant: TenantId, after: string | undefined): Promise<{ items: Found[]; next: string | null }>;
  /** Undefined for one that is not there any more, or is another by now. */
  read(tenant: TenantId, object: Found): Promise<Content | undefined>;
  /**
   * Writes it over what has this tag; null: where nothing is. Undefined if something else is there: then nothing was written.
   * Else the tag that it has now.
   */
  write(tenant: TenantId, object: Found, content: Content, over: string | null): Promise<string | undefined>;
  remove(tenant: TenantId, key: string): Promise<void>;
}

/** All parts in one. */
export const wholeOf = async (parts: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
};

/** What a comparison of a tenant's objects in two buckets found, and mended in the second one. */
export interface ObjectPass {
  objects: number;
  bytes: number;
  changed: number;
}

export interface ObjectCopy {
  tenant: TenantId;
  from: MovableObjects;
  to: MovableObjects;
  /** Asked before each change; throws where this is not to be done any more. */
  goOn(): Promise<void>;
  /**
   * Asked after each object that was on its way, however that ended: whether anything of the tenant may be in the second bucket. If not,
   * whoever emptied it may have done so before the object came, and it must go as well.
   */
  isWanted(): Promise<boolean>;
  /** Which tags of copies stand for which content, where the two buckets name it differently. */
  copied: Map<string, { of: string; as: string }>;
}

const copiedAtOnce = 8;

/** Makes a tenant's objects in one bucket what they are in another: by their tags, whatever was copied before. */
export const copyObjects = async ({ tenant, from, to, goOn, isWanted, copied }: ObjectCopy): Promise<ObjectPass> => {
  const pass: ObjectPass = { objects: 0, bytes: 0, changed: 0 };
  const mend = async ([source, target]: Pair<Found>): Promise<void> => {
    pass.changed += 1;
    await goOn();
    if (source === undefined) return to.remove(tenant, target!.key);
    const content = await from.read(tenant, source);
    // Changed since it was listed: the next pass sees what it is now.
    if (content === undefined) return;
    try {
      const tag = await to.write(tenant, source, content, target?.tag ?? null);
      if (tag !== undefined) copied.set(source.key, { of: source.tag, as: tag });
    } finally {
      if (!(await isWanted())) await to.remove(tenant, source.key);
    }
  };
  const isSame = ([source, target]: Pair<Found>): boolean => {
    if (source === undefined || target === undefined) return false;
    const known = copied.get(source.key);
    return source.tag === target.tag || (known?.of === source.tag && known.as === target.tag);
  };
  let different: Pair<Found>[] = [];
  for await (const pair of inPairs(found(from, tenant), found(to, tenant), ({ key }) => key)) {
    const [source] = pair;
    if (source !== undefined) {
      pass.objects += 1;
      pass.bytes += source.bytes;
    }
    if (isSame(pair)) continue;
    different.push(pair);
    if (different.length < pageOfPairs) continue;
    await atOnce(copiedAtOnce, different, mend);
    different = [];
  }
  await atOnce(copiedAtOnce, different, mend);
  return pass;
};

const pageOfPairs = 200;

async function* found(objects: MovableObjects, tenant: TenantId): AsyncGenerator<Found> {
  let after: string | undefined;
  do {
    const { items, next } = await objects.list(tenant, after);
    yield* items;
    after = next ?? undefined;
  } while (after !== undefined);
}
