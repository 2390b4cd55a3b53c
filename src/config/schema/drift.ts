import { z } from 'zod';
import { date, duration, mustMatch, textValue } from './values.ts';

const AGENT = /^(?:kustomization|application)\/[a-z0-9.-]+\/[a-z0-9.-]+$/i;
/**
 * `spec.replicas`, `metadata.annotations[example.com/owner]`, `spec.template.spec.containers[*].resources`.
 */
const PLACE = /^(?:[^.[\]\s]+|\[[^\]]+\])(?:\.[^.[\]\s]+|\[[^\]]+\])*$/;
const NAME = /^[a-z0-9.*-]+(?:\/[a-z0-9.*-]+)?$/;

const toleration = z
  .strictObject({
    kind: textValue(
      { description: 'The kind of the objects; * stands for any characters.', examples: ['Deployment', '*'] },
      mustMatch(/^[A-Za-z0-9*]+$/, 'which is not a kind', 'Write it as the object does: Deployment.'),
    ),
    name: textValue(
      {
        description: 'Their name, with the namespace before it if need be; * stands for any characters.',
        examples: ['api', 'shop/api', 'shop/*'],
      },
      mustMatch(NAME, 'which is not the name of an object', 'Write a name, or namespace/name: shop/api.'),
    ).optional(),
    path: textValue(
      {
        description: 'The place that may differ, with all below it; the whole object when it is left out.',
        examples: ['spec.replicas', 'metadata.annotations[example.com/owner]', 'spec.template.spec.containers[*].resources'],
      },
      mustMatch(PLACE, 'which is not a place in an object', 'Write it as a report shows it: spec.template.spec.containers[api].image.'),
    ).optional(),
    reason: z.string().min(1).max(200).meta({ description: 'Why, for the report.' }),
    until: date('The last day on which it is tolerated.'),
  })
  .meta({ description: 'A difference that is tolerated for a while.' });

/** How long a difference may last where `waybill.yaml` does not say it: two hours, in milliseconds. */
export const ALERT_AFTER = 2 * 60 * 60 * 1000;

/** What is compared with the cluster, and how. */
export const driftSchema = z
  .strictObject({
    agent: textValue(
      {
        description: 'The object by which the agent applies the environment: its folder and commit are compared.',
        examples: ['kustomization/flux-system/apps', 'application/argocd/shop'],
      },
      mustMatch(
        AGENT,
        'which is not the object of an agent',
        'Write kustomization/NAMESPACE/NAME for Flux, or application/NAMESPACE/NAME for Argo CD.',
      ),
    ).optional(),
    declared: z
      .array(z.string().min(1))
      .min(1)
      .meta({
        description: 'Files and folders that declare the objects, where no agent is named: Kustomizations and charts are rendered.',
        examples: [['envs/prod']],
      })
      .optional(),
    namespace: z
      .string()
      .min(1)
      .meta({ description: 'The namespace of objects that name none.' })
      .optional(),
    'alert-after': duration('How long a difference has to last before the status of the environment fails.').default(ALERT_AFTER),
    tolerate: z.array(toleration).meta({ description: 'Differences that are tolerated.' }).default([]),
  })
  .meta({ description: 'How what is declared is compared with what runs.' });
