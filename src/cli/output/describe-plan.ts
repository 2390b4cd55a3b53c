import type { Location } from '../../errors/location.ts';
import type { ManifestPlan } from '../../manifest/plan-edits.ts';
import { byFile, type Page, planRows } from './plan-rows.ts';
import { visible } from './terminal.ts';

/**
 * The plan as lines for a person: for each file the edits, what is refused, what declares the target already,
 * and what was passed over. In a plan with a refusal each edit says that it is not written, and a blank line
 * stands before the errors.
 */
export function describePlan(plan: ManifestPlan, page: Page): string {
  const files = [...byFile(planRows(plan, page))].sort(([a], [b]) => (a < b ? -1 : 1));
  const blocks = files.map(([file, rows]) => {
    const lines = rows
      .toSorted((a, b) => before(a.location, b.location))
      .map(({ location, text }) => `  ${`${location.line}:${location.column}`.padEnd(7)} ${text}\n`);
    return `${page.paint('bold', visible(file))}\n${lines.join('')}`;
  });
  return `${blocks.join('')}${plan.refusals.length > 0 && files.length > 0 ? '\n' : ''}`;
}

function before(a: Location, b: Location): number {
  return a.line - b.line || a.column - b.column;
}

/** One sentence about a plan without refusals. */
export function summarizePlan(plan: ManifestPlan, verb: 'changed' | 'would change'): string {
  const { edits, files, unchanged, passedOver } = plan;
  const passed = passedOver.length === 0 ? '' : `; ${passedOver.length} passed over`;
  if (edits.length === 0)
    return `Nothing to change: ${count(unchanged.length, 'reference')} declared it already${passed}.\n`;
  const already = unchanged.length === 0 ? '' : `; ${unchanged.length} declared it already`;
  return `${count(edits.length, 'reference')} ${verb} in ${count(files.length, 'file')}${already}${passed}.\n`;
}

/** One sentence about a plan with refusals: `outcome`, and what would have changed without them. */
export function summarizeRefusal({ edits, refusals }: ManifestPlan, outcome: string): string {
  const files = new Set(edits.map(({ location }) => location.file)).size;
  const rest =
    edits.length === 0
      ? ''
      : ` ${count(edits.length, 'reference')} would have changed in ${count(files, 'file')}.`;
  return `${count(refusals.length, 'error')}. ${outcome}${rest}\n`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
