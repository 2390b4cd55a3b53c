/**
 * The answer of a pure function that can say no: `{ ok: true, value }`, or `{ ok: false, problem }` with what
 * stands in the way. The caller decides whether that is an error of the run. Only the edges throw, and what
 * they throw is a `WaybillError`.
 */
export type Result<Value, Problem = string> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem };

export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function no<Problem>(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem };
}
