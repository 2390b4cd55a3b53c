import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isDigest } from '../../src/image/digest.ts';
import type { Stage } from './stage.ts';
import type { DemoTerminal } from './terminal.ts';
import { type RunSource, runInWorkflow } from './workflow.ts';

const run = promisify(execFile);

/** What a build hands on: its record as JSON, and the digest in it. */
export interface Built {
  readonly record: string;
  readonly digest: string;
}

/** The commit that `main` of the application repository is at, as its workflow runs see it. */
async function sourceAtMain(stage: Stage): Promise<RunSource> {
  const { workspace } = stage.source;
  await run('git', ['-C', workspace, 'pull', '--quiet', '--ff-only']);
  const commit = (await stage.application.head('main')) ?? '';
  return { ...stage.source, commit };
}

/**
 * Builds what `main` holds. Where Docker does not answer, it writes an image to the registry and adopts that.
 */
export async function build(terminal: DemoTerminal, stage: Stage, version: string): Promise<Built> {
  const { engine, image } = stage;
  const source = await sourceAtMain(stage);
  const name = engine.kind === 'docker' ? 'Build, push and record' : 'Record an image built elsewhere';
  return terminal.step(name, async (note) => {
    note(
      'builder',
      engine.kind === 'docker'
        ? engine.reason
        : `none: ${engine.reason}; an image is written straight to the registry`,
    );
    if (engine.kind === 'none') seedImage(stage, source, version);
    const inputs: Readonly<Record<string, string>> =
      engine.kind === 'docker' ? { image, tags: 'main' } : { reference: `${image}:${version}` };
    const result = await runInWorkflow(
      engine.kind === 'docker' ? 'build' : 'record',
      source,
      { ...stage.login, ...inputs },
      stage.docker,
    );
    const digest = result.outputs['digest'] ?? '';
    if (!isDigest(digest)) throw new Error(`No digest came back: ${JSON.stringify(digest)}`);
    note('image', image);
    note('digest', digest);
    return { record: result.outputs['record'] ?? '', digest };
  });
}

function seedImage({ registry }: Stage, source: RunSource, version: string): void {
  const labels = {
    'org.opencontainers.image.source': `${source.serverUrl}/acme/shop`,
    'org.opencontainers.image.revision': source.commit,
    'org.opencontainers.image.version': version,
  };
  const created = new Date().toISOString();
  registry.seed('acme/shop', ['main', version, `sha-${source.commit}`], {
    content: version,
    labels,
    created,
  });
}

/** A version tag on the same commit: nothing is built, and the digest stays. */
export async function release(
  terminal: DemoTerminal,
  stage: Stage,
  built: Built,
  version: string,
): Promise<Built> {
  const commit = (await stage.application.head('main')) ?? '';
  await stage.application.release(version, { commit, notes: `* Everything up to ${commit.slice(0, 7)}` });
  if (stage.engine.kind !== 'docker') return built;
  const source = { ...(await sourceAtMain(stage)), ref: `refs/tags/${version}` };
  return terminal.step(`Push the tag ${version} on the same commit`, async (note) => {
    const result = await runInWorkflow(
      'build',
      source,
      { ...stage.login, image: stage.image, tags: version },
      stage.docker,
    );
    const { digest = '', record = '', reused = '' } = result.outputs;
    if (digest !== built.digest)
      throw new Error(`The tag ${version} got another digest than main: ${digest}`);
    note('reused', `${reused}: nothing is built again`);
    note('digest', 'the same');
    return { record, digest };
  });
}
