import { DOTENV } from '../text/may-hold-values.ts';

/** Whether a file of values is laid over another, by their paths: `values-prod.yaml` over `values.yaml`. */
export function mayLieOver(layer: string, base: string): boolean {
  const [layerFolder, layerStem] = partsOf(layer);
  const [baseFolder, baseStem] = partsOf(base);
  // `values.yaml` stands for all that is deployed from its folder.
  if (layerFolder === baseFolder && ownName(baseStem) === '') return true;
  const shared = commonFolder(layerFolder, baseFolder).length;
  const known = new Set(ownNames(baseFolder.slice(shared) + baseStem));
  return ownNames(layerFolder.slice(shared) + layerStem).every((name) => known.has(name));
}

/**
 * Whether an environment file may set the variables of a Compose file: `envs/prod.env` for `compose.yaml`.
 */
export function maySetVariables(file: string, composeFile: string): boolean {
  return DOTENV.test(file) && mayLieOver(file, composeFile);
}

/**
 * `prod-eu.yaml` beside `app.yaml` is a layer, `redis.yaml` holds the values of another chart. These words
 * name a layer, an environment, a place or a kind of file; every other word names what is deployed.
 */
const LAYER_WORDS = new Set(
  [
    'values value val vals helm chart charts base bases common default defaults shared global globals main all general',
    'override overrides overlay overlays layer layers patch patches extra additional custom local config configs secret secrets',
    'env envs environment environments cluster clusters region regions stage stages tenant tenants zone zones apps',
    'deploy deployment deployments deploys release releases k8s kube kubernetes gitops argocd argo flux root live generated',
    'image images tag tags version versions digest digests pin pins',
    'prod production prd staging stag stg dev devel develop development test tests testing qa uat int integration acceptance acc',
    'preview preprod pre nonprod non sandbox demo canary blue green primary secondary ci e2e lab perf load dr edge hub',
    'eu us uk de fr ap af ca sa me cn jp in au br asia europe emea apac amer america americas',
    'west east north south central northeast northwest southeast southwest',
    'aws gcp azure eks gke aks onprem minikube kind k3s openshift',
  ]
    .join(' ')
    .split(' '),
);

/**
 * The names of what is deployed in the path of a file: `api-gateway` of `envs/prod/api-gateway-values.yaml`.
 */
export function namesIn(path: string): readonly string[] {
  const [folder, stem] = partsOf(path);
  return ownNames(folder + stem);
}

/** At most one for each segment of the path. */
function ownNames(path: string): readonly string[] {
  return path
    .split('/')
    .map(ownName)
    .filter((name) => name !== '');
}

/** Many paths are made of few segments, and one path is compared with many others. */
const ownNameOf = new Map<string, string>();

function ownName(segment: string): string {
  const known = ownNameOf.get(segment) ?? wordsOf(segment);
  ownNameOf.set(segment, known);
  return known;
}

function wordsOf(segment: string): string {
  const words = segment
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !LAYER_WORDS.has(word.replace(/\d+$/, '')));
  // `a` and `1` tell one region from the next (`eu-1`), or one deployment from the next (`worker-1`).
  return words.some((word) => word.length > 1) ? words.join('-') : '';
}

function partsOf(path: string): readonly [folder: string, stem: string] {
  const slash = path.lastIndexOf('/') + 1;
  const name = path.slice(slash);
  return [path.slice(0, slash), name.replace(/(?:\.(?:ya?ml|json|gotmpl|sops|enc|dec))+$/i, '')];
}

function commonFolder(first: string, second: string): string {
  let end = 0;
  for (let at = 0; at < first.length && first[at] === second[at]; at += 1)
    if (first[at] === '/') end = at + 1;
  return first.slice(0, end);
}
