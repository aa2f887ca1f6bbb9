import type { FileStatus, FileSummary } from '../../shared/api/files.ts';
import type { Visibility } from '../../shared/api/visibility.ts';
import type { TenantId, UserId } from '../../shared/identity.ts';
import type { Id } from '../../shared/ids.ts';

export type FileId = Id<'fil'>;

export interface FileRecord {
  tenant: TenantId;
  fileId: FileId;
  name: string;
  /** Bytes; what the client declared until they have arrived. */
  size: number;
  /** Bytes that count against the limit of its organization. */
  counted: number;
  status: FileStatus;
  createdBy: UserId;
  visibility: Visibility;
  createdAt: string;
  reasons: FileSummary['reasons'];
  sheets: FileSummary['sheets'];
  /** Of the bytes that were read, in hexadecimal; null until they have arrived. */
  sha256: string | null;
  /** The version of the object in quarantine that counts; later ones under the same key are ignored. */
  version: string | null;
  /** How often reading was begun. */
  attempts: number;
  /** Raised by every write: of two writers that race one starts over. */
  revision: number;
  /** Raised with every event: the events of one file can be put in order. */
  sequence: number;
  correlationId: string;
  traceparent: string | undefined;
  /** The event that announced its bytes; what is found in them follows from that one. */
  causationId: string | undefined;
}

/** The life of a file. Each step is one conditional write, so that of two that race exactly one happens. */
export const steps = {
  /** The bytes have arrived and are about to be read, perhaps again. */
  take: { from: ['UPLOADING', 'PROCESSING'], to: 'PROCESSING' },
  accept: { from: ['PROCESSING'], to: 'READY' },
  /** It is no workbook, or nothing came in time. */
  reject: { from: ['UPLOADING', 'PROCESSING'], to: 'REJECTED' },
} as const satisfies Record<string, { from: readonly FileStatus[]; to: FileStatus }>;
export type Step = keyof typeof steps;

export const isActive = (status: FileStatus): boolean => status === 'UPLOADING' || status === 'PROCESSING';

export const allows = (step: Step, { status }: FileRecord): boolean =>
  (steps[step].from as readonly FileStatus[]).includes(status);

/** A file's folder below its tenant's prefix, in either bucket. */
export const fileFolder = (fileId: FileId): string => `files/${fileId}`;
/** Whose folder a key is in; null for none. */
export const fileIdOf = (key: string): FileId | null => {
  const [, fileId] = /^files\/(fil_\w+)\//.exec(key) ?? [];
  return (fileId as FileId | undefined) ?? null;
};
/** The file as it was uploaded, in the clean bucket. */
export const workbookKey = (fileId: FileId): string => `${fileFolder(fileId)}/workbook`;
/** What was found in it, as JSON. */
export const contentKey = (fileId: FileId): string => `${fileFolder(fileId)}/content`;
