import { buildOnce } from './build-once.ts';
import type { BuildCollaborators } from './build-collaborators.ts';
import { readInputs } from './inputs.ts';
import { NO_RESULT, setOutputs } from './outputs.ts';

/**
 * The build action. The image of a commit is looked for first and built only when it is not there; then its
 * digest gets the tags asked for, and a record. All outputs are set in every case.
 */
export async function run(collaborators: BuildCollaborators): Promise<void> {
  let result = NO_RESULT;
  try {
    const inputs = readInputs(collaborators.runner, collaborators.env);
    result = { ...NO_RESULT, image: inputs.image.spelling };
    result = await buildOnce(collaborators, inputs);
  } finally {
    setOutputs(collaborators.runner, result);
  }
}
