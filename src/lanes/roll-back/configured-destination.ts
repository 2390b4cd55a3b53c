import type { Config } from '../../config/config.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { GitHub } from '../../github/github.ts';
import { type DestinationInputs, readDestination, type Destination } from '../../environments/destination.ts';

/** An environment of a `waybill.yaml`. */
export interface ConfiguredDestination extends Destination {
  readonly config: Config;
}

/**
 * Finds the environment. What was declared before is known of named images only, so there has to be a
 * `waybill.yaml`.
 */
export async function readConfiguredDestination(
  request: DestinationInputs,
  github: GitHub,
): Promise<ConfiguredDestination> {
  const destination = await readDestination(request, github).catch((thrown: unknown) => {
    throw thrown instanceof WaybillError && thrown.code === 'CONFIG_MISSING' ? withoutConfig(thrown) : thrown;
  });
  const { config } = destination;
  if (config === undefined)
    throw withoutConfig(new WaybillError('CONFIG_MISSING', 'There is no waybill.yaml'));
  return { ...destination, config };
}

function withoutConfig({ message }: WaybillError): WaybillError {
  return new WaybillError('CONFIG_MISSING', message, {
    hint: 'A roll back needs to know the images and files of the environment: add a waybill.yaml, or revert the pull request of the promotion.',
  });
}
