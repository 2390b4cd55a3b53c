import type { GatesConfig } from '../../../src/config/config.ts';
import { environmentNamed } from '../../../src/config/configured-environments.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { type Digest, parseDigest } from '../../../src/image/digest.ts';
import type { ImageQuestion, GateQuestion, UpstreamStanding } from '../../../src/promotion/gates/question.ts';

/** A digest of one letter or figure, again and again. */
export function digestOf(letter: string): Digest {
  return parseDigest(`sha256:${letter.repeat(64)}`);
}

/** Gates as `waybill.yaml` writes them, one key a line. */
export function gatesOf(lines: string): GatesConfig {
  const text = [
    'version: 1',
    'images: { api: { repository: ghcr.io/acme/api }, web: { repository: ghcr.io/acme/web } }',
    'environments:',
    '  dev: { files: [dev] }',
    '  prod:',
    '    files: [prod]',
    '    after: [dev]',
    '    gates:',
    ...lines.split('\n').map((line) => `      ${line}`),
    '',
  ].join('\n');
  return environmentNamed(parseConfig(text), 'prod').gates ?? {};
}

export const NOW = new Date('2026-01-05T10:00:00Z');

/** An upstream that declares the digest since three hours ago, and says nothing else. */
export function upstream(environment: string, more: Partial<UpstreamStanding> = {}): UpstreamStanding {
  return {
    environment,
    declares: {
      kind: 'now',
      since: { at: new Date('2026-01-05T07:00:00Z'), commit: 'c'.repeat(40), url: undefined },
    },
    contexts: [],
    commits: [],
    ...more,
  };
}

export function member(image: string, more: Partial<ImageQuestion> = {}): ImageQuestion {
  return {
    name: image,
    digest: digestOf('2'),
    tag: 'v1.5.0',
    version: undefined,
    declared: [{ digest: digestOf('1'), tag: 'v1.4.0', version: undefined }],
    upstreams: [upstream('dev')],
    hold: undefined,
    ...more,
  };
}

export function question(gates: string, more: Partial<GateQuestion> = {}): GateQuestion {
  return {
    environment: {
      name: 'prod',
      after: { need: 'all', environments: ['dev'] },
      gates: gates === '' ? undefined : gatesOf(gates),
    },
    members: [member('api')],
    wave: undefined,
    pauses: [],
    review: undefined,
    now: NOW,
    ...more,
  };
}
