import type { Config, EnvironmentConfig } from '../config/config.ts';
import { imageNamed } from '../config/images.ts';
import type { Environments } from '../environments/environments.ts';
import { gateQuestion, type Records } from '../environments/gate-question.ts';
import { readGroupRecords } from '../environments/lanes/group-question.ts';
import { laneSite } from '../environments/lanes/lane-sites.ts';
import { proofOf, readProofs } from '../environments/read-proofs.ts';
import type { Prover } from '../evidence/prove-image.ts';
import type { RepositoryState } from '../github/github.ts';
import type { Digest } from '../image/digest.ts';
import { parseReference } from '../image/reference.ts';
import { evaluateGates } from '../promotion/gates/evaluate.ts';
import type { GateResult } from '../promotion/gates/gate.ts';
import type { ReviewStanding } from '../promotion/gates/question.ts';
import type { ProposedImage } from '../promotion/lane/images.ts';
import type { Wave } from '../promotion/lane/purpose.ts';
import type { RecordReader } from '../records/record-reader.ts';
import type { ImageProof } from '../verification/verdict.ts';

/** What the gates are asked with. */
export interface GateTools {
  readonly config: Config;
  /** Where `waybill.yaml` was read from. */
  readonly home: RepositoryState;
  readonly readRecord: RecordReader;
  readonly prove: Prover;
}

/** Images on their way into an environment. */
export interface ArrivingImages {
  readonly environment: EnvironmentConfig;
  readonly images: readonly ProposedImage[];
  readonly wave: Wave | undefined;
  /** What people said of it; undefined where there is no pull request. */
  readonly review: ReviewStanding | undefined;
}

/** What the gates of an environment say of images, and who built these, where it asks. */
export async function askGates(
  { environment, images, wave, review }: ArrivingImages,
  known: Environments,
  { config, home, readRecord, prove }: GateTools,
): Promise<{ readonly gates: readonly GateResult[]; readonly proofs: readonly ImageProof[] }> {
  const { baseBranch } = known.of(environment.name);
  const names = images.map(({ name }) => name);
  const site = laneSite(home, baseBranch.state, []);
  const lane = { environment: environment.name, unit: '', images: names, site };
  const place = { environment, baseBranch, lane, join: false, open: undefined };
  const moving = { environment: environment.name, names, images };
  const records = new Map([
    ...(await recordsOf(images, environment, { config, readRecord })),
    ...(await readGroupRecords(moving, known, readRecord)),
  ]);
  const proofs = await readProofs({ config, environment, images, now: known.now }, prove);
  const question = gateQuestion({ place, images, wave, records, proofs }, known);
  return {
    gates: evaluateGates({ ...question, review }),
    proofs: images.flatMap((image) => {
      const proof = proofOf(proofs, image);
      return proof === undefined ? [] : [{ image: image.name, proof }];
    }),
  };
}

/** Records are read where a gate asks for them. */
async function recordsOf(
  images: readonly ProposedImage[],
  { gates }: EnvironmentConfig,
  { config, readRecord }: Pick<GateTools, 'config' | 'readRecord'>,
): Promise<Records> {
  const records = new Map<Digest, Awaited<ReturnType<RecordReader>>>();
  if (gates?.version === undefined) return records;
  for (const { name, digest } of images) {
    const { repository } = imageNamed(config, name);
    records.set(digest, await readRecord({ ...parseReference(repository), digest }));
  }
  return records;
}
