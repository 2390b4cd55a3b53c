import type { ValueProblem } from './document/problem.ts';

/** What stands for a value in an address of `waybill.yaml`: `https://{environment}.acme.dev`. */
export const ADDRESS_NAMES = ['environment', 'target', 'image', 'version'] as const;

type AddressValues = Readonly<Record<(typeof ADDRESS_NAMES)[number], string | undefined>>;

/** What an editor checks while a person types. */
export const ADDRESS_PATTERN = /^https?:\/\/\S+$/;

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** Why a text is no address, with or without placeholders; undefined if it is one. */
export function addressProblem(text: string): ValueProblem | undefined {
  const names: readonly string[] = ADDRESS_NAMES;
  const unknown = [...text.matchAll(PLACEHOLDER)].find(([, name = '']) => !names.includes(name));
  if (unknown !== undefined)
    return {
      problem: `which has ${JSON.stringify(unknown[0].slice(0, 60))}`,
      hint: `Write one of {${ADDRESS_NAMES.join('}, {')}}, or the name itself.`,
    };
  return isAddress(text.replaceAll(PLACEHOLDER, 'x'))
    ? undefined
    : {
        problem: 'which is not an address',
        hint: 'Write an http or https address: https://staging.acme.dev, or https://{environment}.acme.dev.',
      };
}

/** The address with its values; undefined where one of them is not known, or where it comes to no address. */
export function addressOf(template: string | undefined, values: AddressValues): string | undefined {
  if (template === undefined) return undefined;
  let isKnown = true;
  const address = template.replaceAll(PLACEHOLDER, (_, written: string) => {
    const name = ADDRESS_NAMES.find((known) => known === written);
    const value = name === undefined ? undefined : values[name];
    isKnown &&= value !== undefined && value !== '';
    return encodeURIComponent(value ?? '');
  });
  return isKnown && isAddress(address) ? address : undefined;
}

function isAddress(text: string): boolean {
  return /^https?:\/\/[^\s{}]+$/.test(text) && URL.canParse(text);
}
