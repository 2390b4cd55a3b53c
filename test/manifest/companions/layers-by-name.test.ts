import { describe, expect, test } from '@jest/globals';
import { layersByName } from '../../../src/manifest/companions/layers-by-name.ts';
import { indexSubCharts } from '../../../src/manifest/layers/sub-charts.ts';
import { yaml } from '../../yaml.ts';

const IMAGE = yaml`
  image:
    repository: ghcr.io/acme/api
    tag: v1
`;
const BASE = { path: 'charts/shop/values.yaml', text: IMAGE };

/** Which of the files are layers of the values of the chart `shop`, which is a part of the root. */
function layersOf(files: Readonly<Record<string, string>>): readonly string[] {
  const others = Object.entries(files).map(([path, text]) => ({ path, text, file: path }));
  return [...layersByName([BASE], others, indexSubCharts([BASE, ...others], []))];
}

describe('values that may lie over others by the names of their files', () => {
  test('a file beside the values, and those of the parent', () => {
    const tag = 'image: {tag: v1}\n';
    const files = { 'charts/shop/values-prod.yaml': tag, 'values.yaml': `shop:\n  ${tag}` };
    expect(layersOf(files)).toEqual(Object.keys(files));
  });

  test('not those of a part, whose image is another one', () => {
    expect(layersOf({ 'charts/shop/charts/redis/values.yaml': IMAGE })).toEqual([]);
  });

  test('those of a part that the values speak of', () => {
    const part = { path: 'charts/shop/charts/redis/values.yaml', text: IMAGE, file: 'redis' };
    const base = { ...BASE, text: 'redis:\n  image: {repository: ghcr.io/acme/api}\n' };
    expect([...layersByName([base], [part], indexSubCharts([base, part], []))]).toEqual(['redis']);
  });

  test('what is global, for a part, too', () => {
    const part = { path: 'charts/shop/charts/redis/values.yaml', text: IMAGE };
    const over = {
      path: 'charts/shop/values.yaml',
      text: 'global:\n  imageRegistry: ghcr.io\n',
      file: 'over',
    };
    expect([...layersByName([part], [over], indexSubCharts([part, over], []))]).toEqual(['over']);
  });
});
