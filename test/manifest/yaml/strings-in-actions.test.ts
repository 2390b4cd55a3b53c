import { describe, expect, test } from '@jest/globals';
import { edited, NEW } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('a string inside an action may hold the brackets of another engine', () => {
  test.each([
    ['double quotes', '"{{"{{inputs.text}}"}}"'],
    ['double quotes and blanks', '{{ "{{ inputs.text }}" }}'],
    ['backticks', '"{{`{{inputs.text}}`}}"'],
    ['an escaped quote in the string', '{{ "{{ say \\"x\\" }}" }}'],
    ['only the closing brackets', '{{ "}}" }}'],
    ['several actions on a line', '"{{"{{a}}"}}-{{"{{b}}"}}"'],
    ['quotes that YAML escapes', '"{{ get \\"a\\" }}-{{ get \\"b\\" }}"'],
    ['a quote in a comment', '"{{/* don"t */}}"'],
    ['a quote that nothing closes', '"{{ a" }}"'],
  ])('%s', (_name, value) => {
    const text = yaml`
      kind: Workflow
      spec:
        templates:
          - container:
              env:
                - name: TEXT
                  value: ${value}
                - name: NEXT
                  value: {{ .Values.next }}
              image: ghcr.io/acme/app:v1
    `;
    expect(edited('chart/templates/workflow.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });
});
