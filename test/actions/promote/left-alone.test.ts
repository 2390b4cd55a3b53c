import { beforeAll, describe, expect, test } from '@jest/globals';
import { summaryOf } from '../../../src/actions/lane/summary.ts';
import { openStage, type Stage } from '../stage.ts';
import { configRepo, run } from './stage.ts';
import { yaml } from '../../yaml.ts';

let stage: Stage;
let v1: string;

beforeAll(async () => {
  stage = await openStage();
  v1 = stage.release('api', 'v1');
  stage.release('api', 'v2');
});

/** What a promotion into dev says, of which the environment has these files besides. */
async function promoted(name: string, more: Readonly<Record<string, string>>) {
  const repo = await configRepo(stage, `acme/${name}`, v1, more);
  const { report } = await run(stage, {
    images: 'api=v2',
    environment: 'dev',
    'config-repository': repo.fullName,
  });
  return { body: repo.pullRequests()[0]?.body ?? '', summary: summaryOf(report) };
}

describe('what names the image and is left alone', () => {
  test.each<[string, string, (image: string) => string, RegExp]>([
    ['a line of another language', 'main.tf', (image) => `image = "${image}:v1"\n`, /main\.tf:1/],
    [
      'an argument',
      'pod.yaml',
      (image) => yaml`
        kind: Pod
        spec:
          containers:
          - args: ["--worker=${image}:v1"]
      `,
      /pod\.yaml:4/,
    ],
    [
      'a place that a marker keeps',
      'pod.yaml',
      (image) => yaml`
        kind: Pod
        spec:
          containers:
          - image: ${image}:v1 # waybill: ignore
      `,
      /pod\.yaml:4/,
    ],
    [
      'what other automation looks for',
      'flux.yaml',
      (image) => yaml`
        kind: ImageRepository
        apiVersion: image.toolkit.fluxcd.io/v1
        spec: { image: "${image}" }
      `,
      /flux\.yaml:3/,
    ],
  ])('stands in the pull request and in the summary: %s', async (what, file, textOf, at) => {
    const { body, summary } = await promoted(`left-${what.replaceAll(' ', '-')}`, {
      [`envs/dev/${file}`]: textOf(`${stage.images}/api`),
    });
    for (const told of [body, summary]) {
      expect(told).toContain('<summary>Left alone: 1 place that names the image</summary>');
      expect(told).toMatch(at);
    }
  });

  test('is not told of what another place decides, or of another image', async () => {
    const { body, summary } = await promoted('settled', {
      'envs/dev/pod.yaml': yaml`
        kind: Pod
        spec: { containers: [{ image: "${stage.images}/api" }] }
      `,
      'envs/dev/mirror.yaml': yaml`
        kind: Pod
        spec: { containers: [{ image: "quay.io/other/api:v1" }] }
      `,
    });
    expect(`${body}${summary}`).not.toContain('Left alone');
  });
});
