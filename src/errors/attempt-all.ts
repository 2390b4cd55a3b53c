import { WaybillError, WaybillErrors } from './waybill-error.ts';

/** What could be done for some items, and what stood in the way of the others. */
export interface Attempts<Value> {
  readonly values: readonly Value[];
  readonly errors: readonly WaybillError[];
}

/**
 * Does the same for each item, also after one has failed, so that a person sees every mistake at once. Only a
 * `WaybillError` is collected; anything else is a bug, and ends it.
 */
export async function attemptEach<Item, Value>(
  items: readonly Item[],
  attempt: (item: Item) => Promise<Value>,
): Promise<Attempts<Value>> {
  const values: Value[] = [];
  const errors: WaybillError[] = [];
  for (const item of items) {
    try {
      values.push(await attempt(item));
    } catch (thrown) {
      if (!(thrown instanceof WaybillError)) throw thrown;
      errors.push(thrown);
    }
  }
  return { values, errors };
}

/** The same, and throws all errors at once. Throws `WaybillErrors`. */
export async function attemptAll<Item, Value>(
  items: readonly Item[],
  attempt: (item: Item) => Promise<Value>,
): Promise<readonly Value[]> {
  const { values, errors } = await attemptEach(items, attempt);
  if (errors.length > 0) throw new WaybillErrors(errors);
  return values;
}
