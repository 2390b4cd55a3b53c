import { describe, expect, test } from '@jest/globals';
import { plan, REPOSITORY, toldRefusals } from '../promotion.ts';

describe('a number of places that was said', () => {
  const text = `# one line\nimage: ${REPOSITORY}:v1\n`;
  const files = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}.yaml`, text]));
  const told = (message: string, count: number) => [
    {
      code: 'REFERENCE_MISCOUNTED',
      image: 'app',
      message: `app is declared in ${message}`,
      hint: `Mend the files, or write "expect: { app: ${count} }" for the environment in waybill.yaml.`,
      at: 'v0.yaml:2:8',
    },
  ];

  test.each([
    [1, 2, 'one place, and 2 places are expected:\n  v0.yaml:2: image'],
    [2, 1, '2 places, and one place is expected:\n  v0.yaml:2: image\n  v1.yaml:2: image'],
    [1, 0, 'one place, and 0 places are expected:\n  v0.yaml:2: image'],
  ])('is refused for %i where it is %i, with all places', (count, app, message) => {
    const result = plan(files(count), {}, { places: { app } });
    expect(result.files).toEqual([]);
    expect(toldRefusals(result)).toEqual(told(message, count));
  });

  test.each([
    [20, ''],
    [21, '\n  and 1 more'],
    [22, '\n  and 2 more'],
  ])('lists twenty of %i places', (count, more) => {
    const list = Array.from({ length: 20 }, (_, index) => `\n  v${index}.yaml:2: image`).join('');
    expect(toldRefusals(plan(files(count), {}, { places: { app: 1 } }))).toEqual(
      told(`${count} places, and one place is expected:${list}${more}`, count),
    );
  });

  test.each([
    ['the number fits', { app: 2 }],
    ['the number is said of another image', { web: 1 }],
    ['nothing is said', {}],
  ])('is no obstacle where %s', (_name, places) => {
    expect(plan(files(2), {}, { places }).refusals).toEqual([]);
  });
});
