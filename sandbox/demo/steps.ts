import { isDigest } from '../../src/image/digest.ts';
import { unifiedDiff } from '../../src/report/unified-diff.ts';
import type { SandboxRepository } from '../github/sandbox-github.ts';
import type { Stage } from './stage.ts';
import type { Terminal } from './terminal.ts';
import { runInWorkflow } from './workflow.ts';

/** What a build hands on: its record as JSON, and the digest in it. */
export interface Built {
  readonly record: string;
  readonly digest: string;
}

export async function build(terminal: Terminal, stage: Stage): Promise<Built> {
  const { engine, image, source, registry } = stage;
  const name = engine.kind === 'docker' ? 'Build, push and record' : 'Record an image built elsewhere';
  return terminal.step(name, async (note) => {
    note(
      'builder',
      engine.kind === 'docker'
        ? engine.reason
        : `none: ${engine.reason}; an image is written straight to the registry`,
    );
    if (engine.kind === 'none') {
      const labels = {
        'org.opencontainers.image.source': `${source.serverUrl}/acme/shop`,
        'org.opencontainers.image.revision': source.commit,
      };
      registry.seed('acme/shop', ['main', 'v1.4.0', `sha-${source.commit}`], {
        content: 'open on sundays',
        labels,
        created: new Date().toISOString(),
      });
    }
    const inputs: Readonly<Record<string, string>> =
      engine.kind === 'docker' ? { image, tags: 'main' } : { image: `${image}:v1.4.0` };
    const result = await runInWorkflow(
      engine.kind === 'docker' ? 'build' : 'record',
      source,
      inputs,
      stage.docker,
    );
    const digest = result.outputs['digest'] ?? '';
    if (!isDigest(digest)) throw new Error(`No digest came back: ${JSON.stringify(digest)}`);
    note('image', image);
    note('digest', digest);
    return { record: result.outputs['record'] ?? '', digest };
  });
}

/** A version tag on the same commit: nothing is built, and the digest stays. */
export async function release(terminal: Terminal, stage: Stage, built: Built): Promise<Built> {
  if (stage.engine.kind !== 'docker') return built;
  return terminal.step('Push the tag v1.4.0 on the same commit', async (note) => {
    const source = { ...stage.source, ref: 'refs/tags/v1.4.0' };
    const inputs = { image: stage.image, tags: 'v1.4.0' };
    const result = await runInWorkflow('build', source, inputs, stage.docker);
    const { digest = '', record = '', reused = '' } = result.outputs;
    if (digest !== built.digest) throw new Error(`The tag v1.4.0 got another digest than main: ${digest}`);
    note('reused', `${reused}: nothing is built again`);
    note('digest', 'the same');
    return { record, digest };
  });
}

export async function promote(
  terminal: Terminal,
  stage: Stage,
  environment: string,
  file: string,
  record: string,
): Promise<void> {
  const before = await textOf(stage.config, 'main', file);
  const head = await terminal.step(`Promote to ${environment}`, async (note) => {
    stage.github.clearRequests();
    const result = await runInWorkflow(
      'promote',
      stage.source,
      promoteInputs(stage, environment, record),
      {},
    );
    note('outcome', result.outputs['outcome'] ?? '');
    note('pull', result.outputs['pull-request-url'] ?? '');
    note(
      'requests',
      `${stage.github.requests.filter((request) => request.repository === 'acme/config').length} to the config repo`,
    );
    return result.outputs['head-sha'] ?? '';
  });
  const after = await textOf(stage.config, head, file);
  terminal.diff(unifiedDiff({ path: file, before, after }));
}

export async function promoteAgain(terminal: Terminal, stage: Stage, record: string): Promise<void> {
  await terminal.step('Promote to staging again', async (note) => {
    stage.github.clearRequests();
    const result = await runInWorkflow('promote', stage.source, promoteInputs(stage, 'staging', record), {});
    note('outcome', `${result.outputs['outcome'] ?? ''}: run twice, nothing happens twice`);
    note('requests', String(stage.github.requests.length));
  });
}

function promoteInputs(stage: Stage, environment: string, record: string): Record<string, string> {
  return {
    images: record,
    environment,
    'config-repository': 'acme/config',
    'github-token': stage.token,
    'github-api-url': stage.github.apiUrl,
  };
}

export async function textOf(repository: SandboxRepository, revision: string, path: string): Promise<string> {
  const bytes = await repository.read(revision, path);
  return bytes === undefined ? '' : Buffer.from(bytes).toString('utf8');
}
