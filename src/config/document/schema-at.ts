import { z } from 'zod';
import type { Step, ValueProblem } from './problem.ts';

/** What is wrong with a text, or undefined. */
export type TextRule = (text: string) => ValueProblem | undefined;

/** The rule of each text of a schema, where its value is no text. */
export const TEXT_RULES = z.registry<{ readonly find: TextRule }>();

/** The keys that a schema knows at a path, for the nearest one. */
export function keysAt(schema: z.core.$ZodType, path: readonly Step[]): readonly string[] {
  return schemasAt(schema, path).flatMap((found) =>
    found instanceof z.ZodObject ? Object.keys(found.shape) : [],
  );
}

/** The rule for a text at a path, where the schema has one. */
export function textRuleAt(schema: z.core.$ZodType, path: readonly Step[]): TextRule | undefined {
  const rules = schemasAt(schema, path).flatMap((found) => TEXT_RULES.get(found)?.find ?? []);
  return rules[0];
}

/** What may stand at a path: several schemas where there is a choice. */
function schemasAt(schema: z.core.$ZodType, path: readonly Step[]): readonly z.core.$ZodType[] {
  const bare = unwrap(schema);
  const [step, ...rest] = path;
  if (bare instanceof z.ZodUnion) return bare.options.flatMap((option) => schemasAt(option, path));
  if (step === undefined) return [bare];
  if (bare instanceof z.ZodObject) {
    const inner: z.core.$ZodType | undefined = bare.shape[step];
    return inner === undefined ? [] : schemasAt(inner, rest);
  }
  if (bare instanceof z.ZodRecord) return schemasAt(bare.valueType, rest);
  return bare instanceof z.ZodArray ? schemasAt(bare.element, rest) : [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrap(schema.unwrap());
  return schema instanceof z.ZodPipe ? unwrap(schema.in) : schema;
}
