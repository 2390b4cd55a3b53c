import { closeSync, openSync, readSync } from 'node:fs';
import { WaybillError } from '../errors/waybill-error.ts';

const FIRST_SIZE = 256 * 1024;

/**
 * A reader that uses one buffer for file after file, because allocating one for each of ten thousand costs more than reading
 * them. What it returns is valid until the next call; copy what is kept. At most `limit` bytes of a file are read, and one
 * more where there are more. Throws `FILE_UNREADABLE` with what the system said; `path` is for the message.
 */
export function createByteReader(limit: number): (absolute: string, path: string) => Buffer {
  let buffer = Buffer.allocUnsafe(Math.min(FIRST_SIZE, limit + 1));
  return (absolute, path) => {
    try {
      const file = openSync(absolute, 'r');
      try {
        let length = 0;
        for (;;) {
          const read = readSync(file, buffer, length, buffer.length - length, null);
          length += read;
          if (length < buffer.length || buffer.length > limit) return buffer.subarray(0, length);
          const larger = Buffer.allocUnsafe(Math.min(buffer.length * 4, limit + 1));
          buffer.copy(larger, 0, 0, length);
          buffer = larger;
        }
      } finally {
        closeSync(file);
      }
    } catch (cause) {
      throw unreadable(path, cause);
    }
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
