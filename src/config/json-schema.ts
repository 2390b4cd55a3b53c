import { z } from 'zod';
import { configSchema } from './schema.ts';

const ID = 'https://raw.githubusercontent.com/waybill/waybill/main/schema/waybill.schema.json';

/**
 * The JSON Schema of `waybill.yaml` as it is written, for editors (draft 7, which they all read). It says the shape; what
 * only a program can check (names that point to nothing, cycles, time zones) is left to `waybill lint`.
 */
export function configJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' });
  return { $schema, $id: ID, ...schema };
}
