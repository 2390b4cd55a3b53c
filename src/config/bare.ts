import { WaybillError, WaybillErrors } from '../errors/waybill-error.ts';
import type { EnvironmentConfig } from './config.ts';
import { problemsOf } from './issues.ts';
import { nameFault } from './names.ts';
import { environment } from './schema.ts';

/**
 * An environment that no `waybill.yaml` describes, from a name and file patterns alone; everything else has its default.
 * Throws `WaybillErrors` with an `INPUT_INVALID` for each mistake.
 */
export function bareEnvironment(name: string, files: readonly string[]): EnvironmentConfig {
  const written = { files: [...files] };
  const parsed = environment.safeParse(written);
  const fault = nameFault(name);
  const errors = [
    ...(fault === undefined
      ? []
      : [invalid(`environment is ${JSON.stringify(name)}, ${fault.problem}`, fault.hint)]),
    ...(parsed.success ? [] : problemsOf(environment, written, parsed.error.issues)).map(
      ({ message, hint }) => invalid(message, hint),
    ),
  ];
  if (errors.length > 0 || !parsed.success) throw new WaybillErrors(errors);
  return { name, ...parsed.data };
}

function invalid(message: string, hint: string): WaybillError {
  return new WaybillError('INPUT_INVALID', message, { hint });
}
