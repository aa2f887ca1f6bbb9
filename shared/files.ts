/**
 * What the files service leaves for others in the clean bucket, below the tenant's prefix. It is there exactly while
 * the file is READY, so reading it is also the question whether the file exists, is this tenant's and was accepted.
 */
export const workbookModelKey = (fileId: string): string => `files/${fileId}/model`;

/** Whose the file is and who sees it, for those who read its model: see fileSharing.ts. */
export const fileSharingKey = (fileId: string): string => `files/${fileId}/sharing`;
