import type { Ajv, ValidateFunction } from 'ajv';

import { isObject, type Body } from '../http/body.ts';
import { follow } from './description.ts';

let ajv: Promise<Ajv> | undefined;
const compiled = new WeakMap<Body, Promise<ValidateFunction>>();

/** A function that checks values against a schema of the description, compiled when it is first needed. */
export function validatorOf(root: Body, schema: Body): Promise<ValidateFunction> {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    validate = compiler().then((made) => made.compile(standalone(root, schema)));
    compiled.set(schema, validate);
  }
  return validate;
}

async function compiler(): Promise<Ajv> {
  ajv ??= (async () => {
    const [{ Ajv }, formats] = await Promise.all([import('ajv'), import('ajv-formats')]);
    // Each function checks a few answers only, so what makes it faster costs more than it saves.
    const quick = { inlineRefs: false, code: { optimize: false } };
    const made = new Ajv({ strict: false, allErrors: true, logger: false, ...quick });
    formats.default.default(made, ['date-time', 'date', 'email', 'uuid']);
    // Addresses of the stand-in hold templates such as `{/sha}`, as GitHub's do, so only whole addresses are
    // checked.
    made.addFormat('uri', (text) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(text));
    return made;
  })();
  return ajv;
}

/**
 * The schema with everything it refers to beside it, in the dialect that ajv reads. Where nothing is GitHub's
 * own default, as for the addresses of a Deployment, nothing has the format of an address.
 */
function standalone(root: Body, schema: Body): Body {
  const definitions: Record<string, unknown> = {};
  const convert = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(convert);
    if (!isObject(node)) return node;
    const target = node['$ref'];
    if (typeof target === 'string') {
      const name = target.replace('#/components/', '').replaceAll('/', '.');
      if (!(name in definitions)) {
        definitions[name] = true;
        definitions[name] = convert(follow(root, node));
      }
      return { $ref: `#/definitions/${name}` };
    }
    return withNull(
      Object.fromEntries(
        Object.entries(node)
          .filter(([key]) => !ANNOTATIONS.includes(key) && !(key === 'format' && node['default'] === ''))
          .map(([key, value]) => [key, key === 'enum' || key === 'required' ? value : convert(value)]),
      ),
      node['nullable'] === true,
    );
  };
  const converted = convert(schema);
  return { ...(isObject(converted) ? converted : {}), definitions };
}

/** OpenAPI 3.0 says `nullable` where JSON Schema lists the type. */
function withNull(schema: Record<string, unknown>, nullable: boolean): Body {
  return nullable ? { anyOf: [schema, { type: 'null' }] } : schema;
}

const ANNOTATIONS = ['example', 'examples', 'discriminator', 'nullable', 'xml', 'externalDocs', 'deprecated'];
