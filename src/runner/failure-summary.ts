import { describeError, type ErrorParty, type WaybillError } from '../errors/waybill-error.ts';
import { fenced } from '../report/markdown.ts';
import { withoutCommands } from './plain-text.ts';

const HEADINGS: Readonly<Record<ErrorParty, string>> = {
  workflow: 'For the author of the workflow',
  config: 'For the owner of the config repo',
  platform: 'For GitHub or the registry (try again, then ask who runs it)',
  bug: 'For the maintainers of Waybill',
};
const PARTIES: readonly ErrorParty[] = ['workflow', 'config', 'platform', 'bug'];

/** The errors of a failed run as Markdown for the job summary, grouped by who has to act. */
export function failureSummary(errors: readonly WaybillError[]): string {
  const groups = PARTIES.map((party) => errors.filter((error) => error.party === party));
  const parts = groups.map((group, index) => {
    const party = PARTIES[index];
    if (party === undefined || group.length === 0) return '';
    return `#### ${HEADINGS[party]}\n\n${group.map(block).join('\n')}`;
  });
  const title = errors.length === 1 ? 'Waybill stopped' : `Waybill stopped: ${errors.length} errors`;
  return [`### ${title}`, ...parts].filter((part) => part !== '').join('\n\n');
}

function block(error: WaybillError): string {
  return fenced('text', withoutCommands(describeError(error)));
}
