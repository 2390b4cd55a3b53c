import { type ExplainedImage, explainDigest } from '../../changes/explain-digest.ts';
import { proofJson } from '../../changes/json/proof-json.ts';
import { gateJson, objectionJson } from '../../changes/json/verdict-json.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { type Digest, parseDigest } from '../../image/digest.ts';
import { openCollaborators } from '../open-collaborators.ts';
import { repositoryMeant } from '../open-github.ts';
import { type GatePage, gateLines, objectionLines, proofLines } from '../output/describe-gates.ts';
import { printJson } from '../output/print.ts';
import { painter, usesColor, visible, widthOf } from '../output/terminal.ts';
import type { CommandContext, ExitCode } from './command-context.ts';

/** `waybill explain`: what every environment would say of a digest, with everything that it rests on. */
export async function runExplain(context: CommandContext): Promise<ExitCode> {
  const { arguments: args, terminal } = context;
  const [written, ...more] = args.positionals;
  if (written === undefined || more.length > 0)
    throw new WaybillError('INPUT_MISSING', 'waybill explain needs one digest', {
      hint: 'For example: waybill explain sha256:2c26….',
    });
  const { digest, image } = digestMeant(written);
  const repository = repositoryMeant(args.repository, terminal);
  const collaborators = await openCollaborators(context, 'explain');
  const images = image === undefined ? args.images : [...args.images, image];
  const request = { repository, branch: args.branch, digest, images };
  const explained = await explainDigest(request, collaborators);
  const { stdout } = terminal;
  if (args.json) printJson(stdout, { digest, images: explained.map(imageJson), errors: [] });
  else {
    const page = { width: widthOf(stdout), paint: painter(usesColor(terminal, stdout, args.color)) };
    stdout.write(`${explained.flatMap((image) => describe(image, digest, page)).join('\n')}\n`);
  }
  const isKnown = explained.every(({ record }) => record !== undefined);
  return isKnown ? 0 : 1;
}

/** `ghcr.io/acme/api:v1@sha256:…` names the image, too. */
function digestMeant(text: string): { readonly digest: Digest; readonly image: string | undefined } {
  const at = text.indexOf('@');
  const digest = parseDigest(text.slice(at + 1));
  if (at === -1) return { digest, image: undefined };
  return { digest, image: text.slice(0, at).replace(/:[^/:]*$/, '') };
}

function describe(
  { name, repository, record, environments }: ExplainedImage,
  digest: Digest,
  page: GatePage,
): readonly string[] {
  return [
    page.paint('bold', visible(`${name}: ${repository}@${digest}`)),
    `  ${visible(record === undefined ? 'The registry does not say what it is.' : saidOf(record))}`,
    ...environments.flatMap(({ environment, isDeclared, gates, proof, objections }) => [
      page.paint('bold', `${environment}${isDeclared ? ', which declares it' : ''}`),
      ...objectionLines(objections, page),
      ...gateLines(gates, page),
      ...(gates.length + objections.length === 0 ? ['  no gate stands against it'] : []),
      ...(proof === undefined ? [] : proofLines(name, proof, page)),
    ]),
  ];
}

/** What the image and its records say is shown, and proves nothing. */
function saidOf({ source, version, own }: NonNullable<ExplainedImage['record']>): string {
  if (source === undefined) return 'It does not say what it was built from.';
  const says = own?.source === undefined ? 'Its record says' : 'It says';
  const of = version === undefined ? '' : `version ${version}, `;
  return `${says}: ${of}built from ${source.repository}@${source.commit}.`;
}

function imageJson({ name, repository, record, environments }: ExplainedImage): object {
  return {
    name,
    repository,
    version: record?.version ?? null,
    source: record?.source ?? null,
    environments: environments.map(({ environment, isDeclared, gates, proof, objections }) => ({
      environment,
      declared: isDeclared,
      gates: gates.map(gateJson),
      objections: objections.map(objectionJson),
      provenance: proof === undefined ? null : proofJson(proof),
    })),
  };
}
