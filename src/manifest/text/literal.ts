/** The source of an expression that matches a text itself. `RegExp.escape` is not there before Node 24. */
export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
