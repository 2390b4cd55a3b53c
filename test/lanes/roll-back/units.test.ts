import { describe, expect, test } from '@jest/globals';
import { WaybillError } from '../../../src/errors/waybill-error.ts';
import { laneSite } from '../../../src/environments/lanes/lane-sites.ts';
import { readConfiguredDestination } from '../../../src/lanes/roll-back/configured-destination.ts';
import { unitsOf } from '../../../src/lanes/roll-back/units.ts';
import { yaml } from '../../yaml.ts';
import { aGitHub } from '../a-github.ts';
import { destinationOf, GROUPED, repositoryState } from '../a-plan.ts';

const [prod] = GROUPED.environments;

/**
 * The units of these names, in short: `shop of api, web: api`, with a star for those that move as a group.
 */
function units(...names: readonly string[]): readonly string[] {
  if (prod === undefined) throw new TypeError('no environment');
  return unitsOf({ ...destinationOf(prod), config: GROUPED }, names).map(
    ({ lane, images, asGroup }) =>
      `${lane.environment} ${lane.unit} of ${lane.images.join(', ')}: ${images.map(({ name }) => name).join(', ')}${asGroup ? ' *' : ''}`,
  );
}

const [SHOP, CART] = ['prod shop of api, web: api, web *', 'prod cart of cart: cart'];

describe('what goes back together', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['is every lane of the environment', [], [SHOP, CART]],
    ['is a group', ['shop'], [SHOP]],
    ['is one image of a group', ['api'], ['prod shop of api, web: api']],
    ['is every named image of a group', ['web', 'api', 'web'], ['prod shop of api, web: web, api']],
    [
      'is a group that is named beside one of its images',
      ['web', 'shop'],
      ['prod shop of api, web: web, api *'],
    ],
    ['is a group whose image is named after it', ['shop', 'web'], [SHOP]],
    ['is an image by its repository', ['ghcr.io/acme/cart'], [CART]],
    ['is all that is named', ['cart', 'api'], [CART, 'prod shop of api, web: api']],
  ])('%s', (_, names, expected) => {
    expect(units(...names)).toEqual(expected);
  });

  test('has to be in waybill.yaml', () => {
    expect(() => units('shopp')).toThrow('waybill.yaml has no image and no group "shopp"');
    const hintOf = (name: string): string | undefined => {
      try {
        units(name);
        return undefined;
      } catch (thrown) {
        return thrown instanceof WaybillError ? `${thrown.code}: ${thrown.hint}` : undefined;
      }
    };
    const there = 'There is: api, web, cart, shop.';
    expect(hintOf('shopp')).toBe(`IMAGE_UNKNOWN: Did you mean "shop"? ${there}`);
    expect(hintOf('something-else')).toBe(`IMAGE_UNKNOWN: ${there}`);
  });

  test('is a lane of where waybill.yaml was read from', () => {
    if (prod === undefined) throw new TypeError('no environment');
    const home = repositoryState({ fullName: 'acme/home', databaseId: 9 });
    const [elsewhere] = unitsOf({ ...destinationOf(prod, { home }), config: GROUPED }, ['cart']);
    const [here] = unitsOf({ ...destinationOf(prod), config: GROUPED }, ['cart']);
    const images = GROUPED.images.filter(({ name }) => name === 'cart');
    expect(elsewhere?.lane.site).toEqual(laneSite(home, repositoryState(), images));
    expect(here?.lane.site).toEqual(laneSite(repositoryState(), repositoryState(), images));
  });
});

describe('where an environment goes back', () => {
  const request = {
    environment: 'prod',
    repository: 'acme/config',
    branch: undefined,
    files: [],
    image: undefined,
  };
  const hint =
    'A roll back needs to know the images and files of the environment: add a waybill.yaml, or revert the pull request of the promotion.';

  test('is an environment of waybill.yaml', async () => {
    const text = yaml`
      version: 1
      images: { api: { repository: ghcr.io/acme/api } }
      environments: { prod: { files: [prod] } }
    `;
    const github = aGitHub({ readRepository: () => Promise.resolve(repositoryState({ config: text })) });
    const found = await readConfiguredDestination(request, github);
    expect([found.environment.name, found.config.images.length]).toEqual(['prod', 1]);
  });

  test.each([
    ['without waybill.yaml', []],
    ['without waybill.yaml, and with files', ['prod/**']],
  ])('is not known %s', async (_, files) => {
    const github = aGitHub({ readRepository: () => Promise.resolve(repositoryState()) });
    const error = await readConfiguredDestination({ ...request, files }, github).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'CONFIG_MISSING', hint });
  });

  test('is not known where it cannot be read', async () => {
    const thrown = new WaybillError('REPOSITORY_NOT_FOUND', 'No.', { hint: 'Look.' });
    const github = aGitHub({ readRepository: () => Promise.reject(thrown) });
    await expect(readConfiguredDestination(request, github)).rejects.toBe(thrown);
  });
});
