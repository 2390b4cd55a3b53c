const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;
const NANOSECONDS: Readonly<Record<string, number>> = {
  ...{ ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6 },
  ...{ s: 1e9, m: 60e9, h: 3600e9 },
};
/** Longer texts are no durations that somebody wrote. */
const LONGEST = 60;

/**
 * A duration as Go reads it, in nanoseconds: `1h30m` and `90m` are the same. Undefined for a text that is
 * none. It follows `time.ParseDuration`; custom resources keep such texts as they were written or as their
 * operator writes them back.
 */
export function durationOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  const [, sign, text = ''] = /^([+-]?)(.+)$/.exec(value) ?? [];
  if (text === '0') return 0;
  let total = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const [, amount = '', unit = ''] = PART.exec(text) ?? [];
    if (unit === '') return undefined;
    total += Number(amount) * (NANOSECONDS[unit] ?? 0);
  }
  if (total === 0 && text === '') return undefined;
  return sign === '-' ? -Math.round(total) : Math.round(total);
}
