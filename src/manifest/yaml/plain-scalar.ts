/**
 * `1.10`, `no`, `2024-01-01`: texts that a reader of YAML 1.1 or 1.2 takes for something else than a string
 * where they stand without quotes. The list is that of 1.1 (https://yaml.org/type/), that of 1.2
 * (https://yaml.org/spec/1.2.2/#103-core-schema), and what Go's readers accept beyond both: capital prefixes
 * of number bases, and leading zeros.
 */
const NOT_A_STRING: readonly RegExp[] = [
  /^(?:~|null|Null|NULL|=|<<)?$/,
  /^(?:y|yes|true|on|n|no|false|off)$/i,
  /^[-+]?0[bB][01_]+$/,
  /^[-+]?0[oO][0-7_]+$/,
  /^[-+]?0[xX][0-9a-fA-F_]+$/,
  /^[-+]?[0-9][0-9_]*$/,
  /^[-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9][0-9_]*)?$/,
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/,
  /^[-+]?\.inf$/i,
  /^\.nan$/i,
  /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:.*)?$/,
];

export function readsAsOtherThanString(text: string): boolean {
  if (NOT_A_STRING.some((pattern) => pattern.test(text))) return true;
  // Go's readers drop underscores wherever they stand in what begins like a number: `1e_5`, `0_x1F`.
  return /^[-+.]?\d.*_/.test(text) && readsAsOtherThanString(text.replaceAll('_', ''));
}

/** Whether `text` written without quotes reads back as the same string in every reader. */
export function canStandPlain(text: string, inFlow: boolean): boolean {
  if (text === '' || text !== text.trim()) return false;
  if (/^(?:[,[\]{}#&*!|>'"%@`]|[-?:](?:\s|$))/.test(text)) return false;
  if (/:(?:\s|$)|\s#|[\p{Cc}\ufeff]/u.test(text)) return false;
  if (inFlow && /[,[\]{}]/.test(text)) return false;
  return !readsAsOtherThanString(text);
}
