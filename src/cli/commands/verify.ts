import type { VerifiedSubject } from '../../changes/report.ts';
import { verdictJson } from '../../changes/json/verdict-json.ts';
import { verify } from '../../changes/verify-changes.ts';
import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import { openCollaborators } from '../open-collaborators.ts';
import { repositoryMeant } from '../open-github.ts';
import { type GatePage, gateLines, objectionLines, proofLines } from '../output/describe-gates.ts';
import { printJson } from '../output/print.ts';
import { painter, usesColor, visible, widthOf } from '../output/terminal.ts';
import type { CommandContext, ExitCode } from './command-context.ts';

/** `waybill verify`: what the action says of a pull request, with everything that it rests on. */
export async function runVerify(context: CommandContext): Promise<ExitCode> {
  const { arguments: args, terminal } = context;
  const [written, ...more] = args.positionals;
  if (written === undefined || more.length > 0)
    throw new WaybillError('INPUT_MISSING', 'waybill verify needs one pull request', {
      hint: 'For example: waybill verify 7.',
    });
  const pull = pullMeant(written);
  const repository = pull.repository ?? repositoryMeant(args.repository, terminal);
  const collaborators = await openCollaborators(context, 'verify');
  const request = {
    repository: args.repository ?? repository,
    branch: args.branch,
    pullsOf: repository,
    subject: { kind: 'pull', number: pull.number },
    // A person at a prompt asks. The status is the action's.
    dryRun: true,
    run: undefined,
  } as const;
  const { verified, errors } = await verify(request, collaborators);
  if (errors.length > 0) throw new WaybillErrors(errors);
  const [subject] = verified;
  if (subject === undefined)
    throw new WaybillError('GITHUB_REFUSED', `${repository} has no open pull request #${pull.number}`, {
      hint: 'What is merged or closed needs no verdict any more.',
    });
  const { stdout } = terminal;
  if (args.json) printJson(stdout, { ...verdictJson(subject), errors: [] });
  else {
    const page = { width: widthOf(stdout), paint: painter(usesColor(terminal, stdout, args.color)) };
    stdout.write(`${describe(subject, page).join('\n')}\n`);
  }
  return subject.verdict.state === 'passed' ? 0 : 1;
}

const ADDRESS = /^https?:\/\/[^/]+\/([\w.-]+\/[\w.-]+)\/pull\/([1-9]\d{0,8})(?:[/?#].*)?$/;

function pullMeant(text: string): { readonly repository: string | undefined; readonly number: number } {
  const [, number] = /^#?([1-9]\d{0,8})$/.exec(text) ?? [];
  if (number !== undefined) return { repository: undefined, number: Number(number) };
  const [, repository, named] = ADDRESS.exec(text) ?? [];
  if (repository !== undefined) return { repository, number: Number(named) };
  throw new WaybillError(
    'INPUT_INVALID',
    `waybill verify takes a pull request, and not ${JSON.stringify(text.slice(0, 100))}`,
    { hint: 'Write its number or its address: 7, https://github.com/acme/config/pull/7.' },
  );
}

function describe({ pull, commit, verdict }: VerifiedSubject, page: GatePage): readonly string[] {
  const { state, code, reason, environments, objections, weaker, others } = verdict;
  return [
    `#${pull.number} at ${commit.slice(0, 7)}: ${state} (${code}). ${visible(reason)}`,
    ...objectionLines(objections, page),
    ...environments.flatMap(({ environment, images, gates, proofs, notes }) => [
      page.paint('bold', environment),
      ...images.map(({ name, tag, digest }) =>
        visible(`  brings  ${name} ${tag === undefined ? '' : `${tag}@`}${digest}`),
      ),
      ...gateLines(gates, page),
      ...proofs.flatMap(({ image, proof }) => proofLines(image, proof, page)),
      ...notes.map(({ code: note, words }) => visible(`  note: ${note}: ${words}`)),
    ]),
    ...weaker.map((words) => `weaker gates: ${visible(words)}`),
    ...others.map(({ words }) => `besides images: ${visible(words)}`),
  ];
}
