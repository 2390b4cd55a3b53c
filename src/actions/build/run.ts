import { buildOnce } from './build-once.ts';
import type { BuildConnections, BuildMachine } from './build-collaborators.ts';
import { type BuildInputs, readInputs } from './inputs.ts';
import { type BuildResult, NO_RESULT, setOutputs } from './outputs.ts';

/**
 * The build action. The image of a commit is looked for first and built only when it is not there; then its
 * digest gets the tags asked for, and a record. All outputs are set in every case. `connect` reaches registry
 * and builder with the logins of the inputs.
 */
export async function run(
  machine: BuildMachine,
  connect: (inputs: BuildInputs) => BuildConnections,
): Promise<void> {
  let result = NO_RESULT;
  try {
    const inputs = readInputs(machine.runner, machine.env);
    result = { ...NO_RESULT, image: inputs.image.spelling };
    // Whatever goes wrong after the push, the digest is known from then on.
    const collaborators = {
      ...machine,
      ...connect(inputs),
      pushed: (sofar: BuildResult) => (result = sofar),
    };
    result = await buildOnce(collaborators, inputs);
  } finally {
    setOutputs(machine.runner, result);
  }
}
