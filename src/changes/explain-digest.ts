import { parseConfig } from '../config/parse.ts';
import { imageMeant } from '../config/images.ts';
import type { ImageConfig } from '../config/config.ts';
import type { Collaborators } from '../environments/collaborators.ts';
import type { Environments } from '../environments/environments.ts';
import { readHome, withoutConfig } from '../environments/home.ts';
import { readEnvironments } from '../environments/read-environments.ts';
import { WaybillError } from '../errors/waybill-error.ts';
import type { Digest } from '../image/digest.ts';
import type { KnownImage } from '../image/known-image.ts';
import { parseReference } from '../image/reference.ts';
import { versionsOf } from '../promotion/advance/environment-state.ts';
import type { GateResult } from '../promotion/gates/gate.ts';
import type { Objection } from '../verification/objection.ts';
import type { ExplainedProvenance } from '../verification/provenance/explain-provenance.ts';
import { askGates } from './ask-gates.ts';
import { objectionsTo } from './image-objections.ts';

/** A digest that somebody asks about. */
export interface ExplainRequest {
  /** The config repo whose `waybill.yaml` says the rules, and its branch. */
  readonly repository: string;
  readonly branch: string | undefined;
  readonly digest: Digest;
  /** Names or repositories of images. Empty: all that have the digest. */
  readonly images: readonly string[];
}

/** What every environment says of a digest of one image. */
export interface ExplainedImage {
  readonly name: string;
  readonly repository: string;
  /** What the image and its records say; undefined where the registry did not answer. */
  readonly record: KnownImage | undefined;
  readonly environments: readonly ExplainedEnvironment[];
}

/** What an environment would say of a pull request that brings the digest now. */
interface ExplainedEnvironment {
  readonly environment: string;
  /** Whether it declares the digest now. */
  readonly isDeclared: boolean;
  readonly gates: readonly GateResult[];
  /** Undefined where it does not ask who built the image. */
  readonly proof: ExplainedProvenance | undefined;
  readonly objections: readonly Objection[];
}

/**
 * What each environment says of a digest, and why. It is asked of every image whose repository has the
 * digest. Throws `IMAGE_NOT_FOUND` where none has it, and everything that keeps the environments from being
 * read.
 */
export async function explainDigest(
  { repository, branch, digest, images: asked }: ExplainRequest,
  collaborators: Collaborators,
): Promise<readonly ExplainedImage[]> {
  const home = await readHome({ repository, branch }, collaborators);
  if (home.config === undefined)
    throw withoutConfig(home, 'Name the config repo with --repository, and its branch with --branch.');
  const config = parseConfig(home.config);
  const nobody = () => ({ labels: [], reviewers: [] });
  const question = { home, config, selected: config.environments, namesFor: nobody };
  const { environments: known } = await readEnvironments(question, collaborators);
  const meant =
    asked.length === 0 ? known.config.images : asked.map((name) => imageMeant(known.config, name));
  const explained: ExplainedImage[] = [];
  for (const image of meant) {
    const found = await collaborators.readRecord({ ...parseReference(image.repository), digest });
    if (found.gone === true) continue;
    const environments: ExplainedEnvironment[] = [];
    for (const { name: environment } of known.config.environments) {
      const tools = { ...collaborators, config: known.config, home };
      environments.push(await explainIn(environment, { image, digest }, known, tools));
    }
    const { name, repository: at } = image;
    explained.push({ name, repository: at, record: found.record, environments });
  }
  if (explained.length === 0) throw nowhere(digest, meant);
  return explained;
}

async function explainIn(
  name: string,
  { image, digest }: { readonly image: ImageConfig; readonly digest: Digest },
  known: Environments,
  tools: Parameters<typeof askGates>[2],
): Promise<ExplainedEnvironment> {
  const { config: environment, declares } = known.of(name);
  const arriving = { name: image.name, digest, tag: undefined, resolved: false, places: [] };
  const question = { environment, images: [arriving], wave: undefined, review: undefined };
  const { gates, proofs } = await askGates(question, known, tools);
  return {
    environment: name,
    isDeclared: versionsOf(declares(image.name)).some((version) => version.digest === digest),
    gates,
    proof: proofs[0]?.proof,
    objections: await objectionsTo([arriving], name, tools),
  };
}

function nowhere(digest: Digest, images: readonly ImageConfig[]): WaybillError {
  const places = images.map(({ repository }) => repository).join(', ');
  return new WaybillError('IMAGE_NOT_FOUND', `No image of waybill.yaml has ${digest}: asked ${places}`, {
    hint: 'Give the digest of the index for an image of several platforms: docker buildx imagetools inspect IMAGE:TAG.',
  });
}
