import { createSign, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { advance, type AdvanceStage } from '../actions/advance/stage.ts';
import { openStage, text } from '../actions/stage.ts';
import { exampleFiles } from '../workflows/examples.ts';

/** The example with Argo CD in a config repo, and the App that Argo CD acts as. */
export interface ArgoStage {
  readonly stage: AdvanceStage;
  readonly config: SandboxRepository;
  readonly key: string;
  readonly ids: { readonly app: number; readonly installation: number };
}

const EXAMPLE = 'config-argocd';
const DEV = 'envs/dev/values.yaml';
const CLIENT = 'Iv23argo';
const installation = z.object({ id: z.number(), app_id: z.number() });

export async function openArgoStage(): Promise<ArgoStage> {
  const stage = { ...(await openStage()), clock: { now: new Date() }, wait: () => undefined };
  const files = Object.entries(exampleFiles(EXAMPLE)).map(([path, content]) => [
    path,
    content.replaceAll('ghcr.io/acme', stage.images),
  ]);
  const config = await stage.github.createRepository('acme/config', Object.fromEntries(files));
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  stage.github.registerApp({
    clientId: CLIENT,
    slug: 'acme-argocd',
    owner: 'acme',
    permissions: { statuses: 'write' },
    publicKey: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  });
  const answer = await fetch(`${stage.github.apiUrl}/repos/acme/config/installation`, {
    headers: { authorization: `Bearer ${jsonWebToken(key)}` },
  });
  const { id, app_id: app } = installation.parse(await answer.json());
  return { stage, config, key, ids: { app, installation: id } };
}

function jsonWebToken(key: string): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss: CLIENT, iat: now - 30, exp: now + 300 })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}

/** Brings a release into dev, as a merged promotion does; returns the commit. */
export async function declareInDev({ stage, config }: ArgoStage, tag: string): Promise<string> {
  const digest = stage.release('shop', tag);
  const before = await text(config, 'main', DEV);
  const after = before.replace(/tag: .*/, `tag: ${tag}`).replace(/sha256:\w+/, digest);
  return config.push('main', { [DEV]: after });
}

/** What the gate of prod says of dev's health after a run of the config repo's workflow. */
export async function healthOfDev({ stage, config }: ArgoStage): Promise<string> {
  const { report } = await advance(stage, config);
  const found = report.lanes.flatMap(({ gates }) => gates).find(({ gate }) => gate === 'health');
  return found?.state ?? 'not asked';
}

/** What Argo CD's controller knows: its ConfigMap with the stand-in's address, its secret, an Application. */
export function knownToArgo(
  { stage, key, ids }: ArgoStage,
  commit: string,
  [phase, health]: readonly [string, string],
): unknown {
  const file = readFileSync(`examples/${EXAMPLE}/agent/notifications.yaml`, 'utf8');
  const configMap = file
    .replace('appID: 1', `appID: ${ids.app}`)
    .replace('installationID: 2', `installationID: ${ids.installation}`)
    .replace(/^( *)privateKey: /m, `$1enterpriseBaseURL: ${stage.github.apiUrl}\n$&`);
  const app = parse(readFileSync(`examples/${EXAMPLE}/apps/shop-dev.yaml`, 'utf8')) as {
    spec: { source: { repoURL: string } };
  };
  app.spec.source.repoURL = `${stage.github.url}/acme/config.git`;
  return {
    configMap: parse(configMap) as unknown,
    secret: { data: { 'github-privateKey': Buffer.from(key).toString('base64') } },
    application: {
      ...app,
      status: { health: { status: health }, operationState: { phase, syncResult: { revision: commit } } },
    },
  };
}
