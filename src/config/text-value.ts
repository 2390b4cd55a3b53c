import { z } from 'zod';

/** What is wrong with a value: the end of a sentence that starts with "is …, ", and a whole sentence that says what to write. */
export interface Fault {
  readonly problem: string;
  readonly hint: string;
}

/** What an editor shows for a value, and the shape it checks while typing. */
export interface TextHelp {
  readonly description: string;
  readonly pattern?: string;
  readonly examples?: readonly string[];
  readonly format?: string;
}

/**
 * A string whose rule is a function: one definition gives the type, the located error and what the JSON Schema says.
 * `find` returns what is wrong with a text, or undefined.
 */
export function textValue(help: TextHelp, find: (text: string) => Fault | undefined) {
  return z
    .string()
    .superRefine((text, context) => {
      const fault = find(text);
      if (fault === undefined) return;
      context.addIssue({ code: 'custom', message: fault.problem, params: { hint: fault.hint } });
    })
    .meta({ ...help });
}
