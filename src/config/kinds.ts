import { z } from 'zod';
import { type Fault, textValue } from './text-value.ts';

const KIND = /^[A-Z][A-Za-z0-9]*$/;
const PATH = /^(?:[A-Za-z0-9_-]+|\*)(?:\[\])*(?:\.(?:[A-Za-z0-9_-]+|\*)(?:\[\])*)*$/;

function fault(pattern: RegExp, problem: string, hint: string): (text: string) => Fault | undefined {
  return (text) => (pattern.test(text) ? undefined : { problem, hint });
}

const kind = textValue(
  { description: 'The kind of the resource.', pattern: KIND.source },
  fault(KIND, 'which is not a kind', 'Write it as in the manifests: RunnerDeployment.'),
);

const path = textValue(
  {
    description: 'Where the reference stands; [] is every item of a list, * every key of a map.',
    pattern: PATH.source,
    examples: ['spec.imageName', 'spec.steps[].image'],
  },
  fault(
    PATH,
    'which is not a path',
    'Write keys with dots between them, and [] for every item of a list: spec.steps[].image.',
  ),
);

/** Custom resources, and where in them an image reference stands. */
export const customKinds = z
  .array(
    z.strictObject({
      kind,
      paths: z.array(path).min(1).meta({ description: 'Where in the resource image references stand.' }),
    }),
  )
  .meta({ description: 'Custom resources that hold an image, and where in them.' })
  .default([]);
