/** Kubernetes takes a unit without digits for 0. */
const FORM = /^([+-]?)(\d*\.?\d*)(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d{1,4}))?$/;
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: Readonly<Record<string, number>> = {
  ...{ n: -9, u: -6, m: -3 },
  ...{ k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 },
};
/** Kubernetes keeps nothing smaller, and rounds up to it. */
const NANO = 9;
/** A binary quantity that is larger becomes this one. */
const LARGEST_BINARY = (2n ** 63n - 1n) * 10n ** BigInt(NANO);
/** A text beyond this is no quantity that somebody wrote. */
const LONGEST = 60;

/**
 * A quantity as Kubernetes reads it, in billionths: `50m` and `0.05` are both 50,000,000. Undefined for a
 * text that is none.
 *
 * It follows `resource.ParseQuantity` of k8s.io/apimachinery: suffixes of ten and of two, exponents, and what
 * is smaller than a billionth is rounded away from zero.
 */
export function quantityOf(value: unknown): bigint | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value);
  if (text === '' || text.length > LONGEST) return undefined;
  const [, sign, digits, two, ten, exponent] = FORM.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const [whole = '', fraction = ''] = digits.split('.');
  const unscaled = BigInt(whole + fraction);
  const power = NANO - fraction.length + (ten === undefined ? Number(exponent ?? 0) : (DECIMAL[ten] ?? 0));
  const factor = two === undefined ? 1n : 2n ** BigInt(10 * (BINARY.indexOf(two) + 1));
  const size = scaled(unscaled * factor, power);
  const bounded = two !== undefined && size > LARGEST_BINARY ? LARGEST_BINARY : size;
  return sign === '-' ? -bounded : bounded;
}

function scaled(value: bigint, power: number): bigint {
  if (power >= 0) return value * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (value + divisor - 1n) / divisor;
}
