import { no, ok, type Result } from './result.ts';
import { errorsOf } from './waybill-error.ts';

/** What a step came to, or what it threw. */
export async function resultOf<Value>(step: () => Promise<Value>): Promise<Result<Value, unknown>> {
  try {
    return ok(await step());
  } catch (thrown) {
    return no(thrown);
  }
}

/** Takes a step with each item that nothing stood in the way of so far. The errors keep their places. */
export async function goOnWithEach<Item, Value>(
  items: readonly Result<Item, unknown>[],
  step: (item: Item) => Promise<Value>,
): Promise<readonly Result<Value, unknown>[]> {
  const results: Result<Value, unknown>[] = [];
  for (const item of items) results.push(item.ok ? await resultOf(() => step(item.value)) : item);
  return results;
}

/** The same with one step for all of these items. What it throws stands in the way of each of them. */
export async function goOnTogether<Item, Value>(
  items: readonly Result<Item, unknown>[],
  step: (items: readonly Item[]) => Promise<readonly Result<Value, unknown>[]>,
): Promise<readonly Result<Value, unknown>[]> {
  const open = items.flatMap((item) => (item.ok ? [item.value] : []));
  if (open.length === 0) return items.filter((item) => !item.ok);
  const taken = await resultOf(() => step(open));
  const results = taken.ok ? taken.value.values() : undefined;
  return items.map((item) => {
    if (!item.ok) return item;
    if (!taken.ok) return taken;
    return results?.next().value ?? no(new TypeError('a step left an item out'));
  });
}

/** What went wrong outside of this program, in words. A fault of our own is thrown. */
export function wordsOfProblem(thrown: unknown): string {
  const [error] = errorsOf(thrown);
  if (error === undefined || error.party === 'bug') throw thrown;
  return error.message;
}
