import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { withReal } from '../with-real.ts';
import { findAgents } from './find-agents.ts';
import { runAgents } from './run-agents.ts';

// What writes the context of a commit status in Flux from 2.6 on, as it is. The notification-controller that
// the roads run is older and does not know `commitStatusExpr`.

const agents = findAgents();
const PROVIDER = z.object({ kind: z.literal('Provider'), spec: z.object({ commitStatusExpr: z.string() }) });
const ALERT = z.object({
  kind: z.literal('Alert'),
  spec: z.object({ eventMetadata: z.record(z.string(), z.string()) }),
});
const CONFIG = z.object({ environments: z.record(z.string(), z.object({ health: z.unknown().optional() })) });
const EXAMPLES = ['config-kustomize', 'config-helm-flux'];

/** The objects of Flux in a YAML text that say how the context is written. */
function statusObjects(text: string) {
  const objects = parseAllDocuments(text).map((document): unknown => document.toJS());
  const provider = objects.map((object) => PROVIDER.safeParse(object).data).find(Boolean);
  const alert = objects.map((object) => ALERT.safeParse(object).data).find(Boolean);
  return { expression: provider?.spec.commitStatusExpr, metadata: alert?.spec.eventMetadata };
}

/** As the API of events has it, with what the Alert adds to the metadata. */
function variables(metadata: Readonly<Record<string, string>> | undefined) {
  return {
    event: {
      involvedObject: { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' },
      severity: 'info',
      reason: 'ReconciliationSucceeded',
      metadata: { revision: 'main@sha1:8d4cac803d6bfbbae09029eb283856dade079c37', ...metadata },
    },
    alert: { metadata: { name: 'config-status', namespace: 'flux-system' } },
    provider: { metadata: { name: 'config-status', namespace: 'flux-system' } },
  };
}

withReal('the expression that Flux writes a context by', [agents], () => {
  const contextOf = async (text: string): Promise<unknown> => {
    const { expression, metadata } = statusObjects(text);
    if (!agents.there) return undefined;
    return runAgents(agents.use, 'flux', { expression, variables: variables(metadata) });
  };

  test.each(EXAMPLES)('gives the context that waybill.yaml waits for: %s', async (example) => {
    const text = readFileSync(`examples/${example}/agent/flux-dev.yaml`, 'utf8');
    const config = CONFIG.parse(parse(readFileSync(`examples/${example}/waybill.yaml`, 'utf8')));
    expect([await contextOf(text)]).toEqual(config.environments['dev']?.health);
  });

  test('gives on the page of gates what stands beside it', async () => {
    const page = readFileSync('docs/gates.md', 'utf8');
    const block = [...page.matchAll(/^```yaml\n([^]*?)^```/gm)].map(([, text = '']) => text);
    const text = block.find((candidate) => candidate.includes('commitStatusExpr')) ?? '';
    expect(page).toContain(`\`${String(await contextOf(text))}\``);
  });

  test('is one that says nothing of a cluster no longer than the Alert names one', async () => {
    const text = readFileSync('examples/config-kustomize/agent/flux-dev.yaml', 'utf8');
    await expect(contextOf(text.replace(/^ *eventMetadata: .*\n/m, ''))).rejects.toThrow('no such key');
  });
});
