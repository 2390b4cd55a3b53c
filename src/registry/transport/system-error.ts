/**
 * The system's code of a thrown value: `ECONNRESET`, `ENOENT`, `CERT_HAS_EXPIRED`. It is looked for in its
 * causes too, because `fetch` hides it one or two causes deep. Undefined when there is none. The shape is
 * checked and not the class, because an error can come from another realm.
 */
export function systemCode(thrown: unknown): string | undefined {
  let error = thrown;
  for (let depth = 0; depth < 5 && typeof error === 'object' && error !== null; depth += 1) {
    if ('code' in error && typeof error.code === 'string') return error.code;
    error = 'cause' in error ? error.cause : undefined;
  }
  return undefined;
}

/** Whether a thrown value says that a file or folder is not there. */
export function isAbsence(thrown: unknown): boolean {
  const code = systemCode(thrown);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** The message of a thrown value. */
export function messageOf(thrown: unknown): string {
  const hasMessage = typeof thrown === 'object' && thrown !== null && 'message' in thrown;
  return hasMessage ? String(thrown.message) : String(thrown);
}
