import { z } from 'zod';
import { type Fault, textValue } from './text-value.ts';

const KIND = /^[A-Z][A-Za-z0-9]*$/;
const GROUP = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const PATH = /^[A-Za-z0-9_-]+(?:\[\*\])*(?:\.[A-Za-z0-9_-]+(?:\[\*\])*)*$/;

function fault(pattern: RegExp, problem: string, hint: string): (text: string) => Fault | undefined {
  return (text) => (pattern.test(text) ? undefined : { problem, hint });
}

/** Custom resources, and where in them an image reference stands. */
export const customKinds = z
  .array(
    z.strictObject({
      kind: textValue(
        { description: 'The kind of the resource.', pattern: KIND.source },
        fault(KIND, 'which is not a kind', 'Write it as in the manifests: RunnerDeployment.'),
      ),
      group: textValue(
        {
          description: 'Its API group, without the version; any group when it is left out.',
          pattern: GROUP.source,
        },
        fault(
          GROUP,
          'which is not an API group',
          'Write the part of apiVersion before the slash: example.com.',
        ),
      ).optional(),
      paths: z
        .array(
          textValue(
            {
              description: 'Where the reference stands; [*] is every item of a list.',
              pattern: PATH.source,
              examples: ['spec.imageName', 'spec.steps[*].image'],
            },
            fault(
              PATH,
              'which is not a path',
              'Write keys with dots between them and [*] for a list: spec.steps[*].image.',
            ),
          ),
        )
        .min(1)
        .meta({ description: 'Where in the resource image references stand.' }),
    }),
  )
  .meta({ description: 'Custom resources that hold an image, and where in them.' })
  .default([]);
