import { shortDigest } from '../../image/digest.ts';
import { code, link, plainLine, table } from '../../report/markdown.ts';
import type { Log } from '../../runner/runner.ts';
import type { VerifiedSubject, VerifyReport } from '../../changes/report.ts';

/** The job summary of a run: one row for each commit, one for each gate of its images, and one for
 * each thing that is said against it. Markdown. */
export function summaryOf({ repository, verified, dryRun, nextLook }: VerifyReport): string {
  const title = `### Verify${dryRun ? ' (dry run: no status was set)' : ''}`;
  const rows = verified.map(({ pull, commit, verdict }) => [
    link(`#${pull.number}`, pull.url),
    code(commit.slice(0, 7)),
    verdict.state,
    code(verdict.code),
    imagesOf(verdict),
    code(verdict.reason, 300),
  ]);
  const body =
    rows.length === 0
      ? `There is no open pull request to judge in ${code(repository)}.`
      : table(['pull request', 'commit', 'verdict', 'code', 'images', 'why'], rows);
  const gates = verified.flatMap(gateRows);
  const against = verified.flatMap(againstRows);
  const next =
    nextLook === undefined ? [] : [`The next gate may pass by itself at ${nextLook.toISOString()}.`];
  const parts = [
    title,
    body,
    ...verified.flatMap(weakerSection),
    ...(gates.length === 0 ? [] : [table(GATE_COLUMNS, gates)]),
    ...(against.length === 0 ? [] : [table(AGAINST_COLUMNS, against)]),
    ...next,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What a change makes weaker of the gates: whoever reviews it decides on that. */
function weakerSection({ pull, verdict }: VerifiedSubject): readonly string[] {
  if (verdict.weaker.length === 0) return [];
  const lines = verdict.weaker.map((words) => `- ${code(words, 300)}`);
  return [`**${link(`#${pull.number}`, pull.url)} makes gates weaker:**\n\n${lines.join('\n')}`];
}

const GATE_COLUMNS = ['pull request', 'environment', 'images', 'gate', 'state', 'why'];

function imagesOf({ environments }: VerifiedSubject['verdict']): string {
  const lines = environments.flatMap(({ environment, images }) =>
    images.map(
      ({ name, tag, digest }) =>
        `${code(environment)} ${code(`${name} ${tag === undefined ? '' : `${tag} `}${shortDigest(digest)}`)}`,
    ),
  );
  return lines.join('<br>') || '–';
}

function gateRows({ pull, verdict }: VerifiedSubject): readonly (readonly string[])[] {
  return verdict.environments.flatMap(({ environment, images, gates }) =>
    gates.map(({ gate, state, reason }) => [
      link(`#${pull.number}`, pull.url),
      code(environment),
      images.map(({ name }) => code(name)).join(', '),
      gate,
      state,
      code(reason, 300),
    ]),
  );
}

const AGAINST_COLUMNS = ['pull request', 'code', 'state', 'where', 'why'];

/** Objections, and what is noted and refuses nothing. */
function againstRows({ pull, verdict }: VerifiedSubject): readonly (readonly string[])[] {
  const notes = verdict.environments.flatMap((environment) =>
    environment.notes.map((note) => ({ ...note, reason: note.code, state: 'note' })),
  );
  return [...verdict.objections, ...notes].map(({ reason, state, words, location }) => [
    link(`#${pull.number}`, pull.url),
    code(reason),
    state,
    location === undefined ? '–' : code(`${location.file}:${location.line}`),
    code(words, 300),
  ]);
}

/** One line for each commit, and one for each thing that stands against it. */
export function logVerify({ verified }: VerifyReport, log: Log): void {
  if (verified.length === 0) log.info('There is no open pull request to judge.');
  for (const { pull, commit, verdict } of verified) {
    log.info(
      `#${pull.number} at ${commit.slice(0, 7)}: ${verdict.state} (${verdict.code}). ${plainLine(verdict.reason)}`,
    );
    for (const { words } of verdict.objections) log.info(`  ${plainLine(words)}`);
    for (const { code: note, words } of verdict.environments.flatMap(({ notes }) => notes))
      log.warning(`#${pull.number}: ${note}: ${plainLine(words)}`);
    for (const words of verdict.weaker)
      log.warning(`#${pull.number} makes a gate weaker: ${plainLine(words)}`);
    for (const { words } of verdict.others) log.info(`  besides images: ${plainLine(words)}`);
  }
}
