// Loaded before a bundle: what it waits on its own, to keep GitHub's limits, takes no time, and its clock jumps over it. The
// file that WAYBILL_BENCH_WAITED names then holds the milliseconds. A wait is a timer that only settles a promise, whose
// function is not written in JavaScript; timers that watch over something are left alone.
import { writeFileSync } from 'node:fs';

const { setTimeout: start } = globalThis;
const now = Date.now;
let skipped = 0;

Date.now = () => now() + skipped;
globalThis.setTimeout = (call, milliseconds, ...rest) => {
  const waits =
    typeof call === 'function' && Function.prototype.toString.call(call).includes('[native code]');
  if (!waits) return start(call, milliseconds, ...rest);
  skipped += Number(milliseconds ?? 0);
  return start(call, 0, ...rest);
};
process.on('exit', () => writeFileSync(process.env['WAYBILL_BENCH_WAITED'] ?? '', String(skipped)));
