/**
 * One carrier per feature of YAML that a careless editor breaks: written after the headings of the YAML test
 * suite (https://github.com/yaml/yaml-test-suite). `@` stands where a reference, or its tag, is planted; each
 * carrier shows how.
 */
export interface Carrier {
  readonly feature: string;
  /** With `@` in place of the tag. */
  readonly text: string;
}
