import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';

/** What a manifest says of a file. */
export interface ExportedFile {
  name: string;
  bytes: number;
  /** In hexadecimal. */
  sha256: string;
  /** Of a file of lines. */
  rows?: number;
}

/** A file of an export while it is written: as fast as its bucket takes it, and counted and hashed on the way. */
export class ExportFile {
  readonly #name: string;
  readonly #stream = new PassThrough();
  readonly #written: Promise<void>;
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #rows = 0;

  constructor(name: string, write: (parts: AsyncIterable<Uint8Array>) => Promise<void>) {
    this.#name = name;
    // Whoever waits for the stream to take more must learn that it never will.
    this.#stream.on('error', () => {});
    this.#written = write(this.#stream);
    this.#written.catch((error) => this.#stream.destroy(error as Error));
  }

  async line(value: unknown): Promise<void> {
    this.#rows += 1;
    await this.#part(Buffer.from(`${JSON.stringify(value)}\n`));
  }

  /** Takes it all from another one. */
  async copy(parts: AsyncIterable<Uint8Array>): Promise<ExportedFile> {
    try {
      for await (const part of parts) await this.#part(part);
    } catch (error) {
      await this.abandon(error as Error);
      throw error;
    }
    return this.end();
  }

  async end(): Promise<ExportedFile> {
    this.#stream.end();
    await this.#written;
    return {
      name: this.#name,
      bytes: this.#bytes,
      sha256: this.#hash.digest('hex'),
      ...(this.#rows > 0 && { rows: this.#rows }),
    };
  }

  /** Gives up what was not written yet, so that no half of it stays. */
  async abandon(error: Error): Promise<void> {
    this.#stream.destroy(error);
    await this.#written.catch(() => {});
  }

  async #part(part: Uint8Array): Promise<void> {
    this.#hash.update(part);
    this.#bytes += part.length;
    // It failed: its bucket says why, and takes no more.
    if (this.#stream.destroyed) await this.#written;
    if (!this.#stream.write(part)) await once(this.#stream, 'drain');
  }
}
