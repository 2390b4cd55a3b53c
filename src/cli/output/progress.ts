import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { TextStream } from './terminal.ts';

/** Says on a terminal what a run is doing, once it takes longer than two seconds. */
export interface Progress {
  say(doing: string): void;
  /** The same stream; before anything is written to it, the line of the progress is taken away for good. */
  before(stream: TextStream): TextStream;
}

const [FREE, WRITING, ENDED] = [0, 1, 2];

/**
 * Progress on the terminal behind the descriptor `fd`. Planning keeps the thread of a run busy for seconds,
 * so that no timer fires there. So a second thread counts the seconds and writes the line. The two share a
 * lock: once the run prints, the other thread never writes again.
 */
export function progressOn(fd: number): Progress {
  const lock = new Int32Array(new SharedArrayBuffer(8));
  let worker: Worker | undefined;
  const end = (): void => {
    if (worker === undefined) return;
    const left = worker;
    worker = undefined;
    while (Atomics.compareExchange(lock, 0, FREE, ENDED) === WRITING) Atomics.wait(lock, 0, WRITING, 50);
    void left.terminate();
    // Never into the stream that is written next: a diff may go to a file.
    if (Atomics.load(lock, 1) === 1) writeSync(fd, CLEAR);
  };
  return {
    say: (doing) => {
      if (Atomics.load(lock, 0) === ENDED) return;
      worker ??= start({ lock, fd, since: Date.now() });
      worker.postMessage(doing);
    },
    before: (stream) => ({
      write: (text) => {
        end();
        return stream.write(text);
      },
      get isTTY() {
        return stream.isTTY;
      },
      get columns() {
        return stream.columns;
      },
      on: (event, listener) => stream.on?.(event, listener),
    }),
  };
}

const CLEAR = '\r\u001B[2K';

function start(workerData: {
  readonly lock: Int32Array;
  readonly fd: number;
  readonly since: number;
}): Worker {
  const worker = new Worker(SECOND_THREAD, { eval: true, workerData });
  worker.unref();
  // A run does not fail because nobody could watch it.
  worker.on('error', () => undefined);
  return worker;
}

/** A text, because a part of the bundle cannot be started as a thread. It is as small as it can be. */
const SECOND_THREAD = `
const { parentPort, workerData: { lock, fd, since } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let [doing, shown] = ['', ''];
parentPort.on('message', (text) => { doing = text; });
setInterval(() => {
  const seconds = Math.floor((Date.now() - since) / 1000);
  const line = doing + ' … ' + seconds + ' s';
  if (doing === '' || seconds < 2 || line === shown || Atomics.compareExchange(lock, 0, ${FREE}, ${WRITING}) !== ${FREE}) return;
  try {
    Atomics.store(lock, 1, 1);
    writeSync(fd, '\\r\\u001B[2K' + line);
    shown = line;
  } catch {}
  Atomics.store(lock, 0, ${FREE});
  Atomics.notify(lock, 0);
}, 250);
`;
