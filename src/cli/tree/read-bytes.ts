import { closeSync, openSync, readSync } from 'node:fs';
import { WaybillError } from '../../errors/waybill-error.ts';

const FIRST_SIZE = 256 * 1024;

/** Where a file is, and the path that people know it by. */
interface ReadableFile {
  readonly path: string;
  readonly absolute: string;
}

/** Reads files one after the other. */
export interface ByteReader {
  /**
   * The bytes of a file as characters, each byte one (Latin-1): enough to search for ASCII. At most the limit
   * is read, and one byte more where there are more. Throws `FILE_UNREADABLE` with what the system said.
   */
  characters(file: ReadableFile): string;
  /** The bytes of the file that was read last. */
  bytes(): Buffer;
}

/**
 * A reader that uses one buffer for file after file, and makes no view of it for each: for ten thousand files
 * that costs more than reading them.
 */
export function createByteReader(limit: number): ByteReader {
  let buffer = Buffer.allocUnsafe(Math.min(FIRST_SIZE, limit + 1));
  let length = 0;
  const fill = (descriptor: number): void => {
    length = 0;
    for (;;) {
      length += readSync(descriptor, buffer, length, buffer.length - length, null);
      if (length < buffer.length || buffer.length > limit) return;
      const larger = Buffer.allocUnsafe(Math.min(buffer.length * 4, limit + 1));
      buffer.copy(larger, 0, 0, length);
      buffer = larger;
    }
  };
  return {
    characters(file) {
      try {
        const descriptor = openSync(file.absolute, 'r');
        try {
          fill(descriptor);
        } finally {
          closeSync(descriptor);
        }
      } catch (cause) {
        throw unreadable(file.path, cause);
      }
      return buffer.toString('latin1', 0, length);
    },
    bytes: () => Buffer.from(buffer.subarray(0, length)),
  };
}

/** What the system said about a file or folder that cannot be read. */
export function unreadable(path: string, cause: unknown): WaybillError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WaybillError('FILE_UNREADABLE', `${path} cannot be read: ${reason}`, {
    hint: 'Check that it exists and that you may read it.',
    cause,
  });
}
