/**
 * `image: { tag: v2 }` without a repository: whether a text could be a layer of Helm values that sets a tag
 * or a digest of an image that it does not name, or has a part in variables that set one.
 */
export function mayBeLayer(path: string, text: string): boolean {
  if (DOTENV.test(path)) return true;
  if (!/\.ya?ml$|(?:^|\/)Kustomization$/i.test(path) && !isJsonPatch(path, text)) return false;
  if (isChartFile(path)) return false;
  if (!/^kind:/m.test(text)) return completes(text);
  return carriesValues(text) && text.split(/^---/m).some((document) => isLayer(document));
}

/** In a file of many objects, only those that carry values are layers. */
function isLayer(document: string): boolean {
  return completes(document) && (carriesValues(document) || !/^kind:/m.test(document));
}

function completes(text: string): boolean {
  return setsTagOrDigest(text) || namesValues(text) || takesVariables(text);
}

/** Whether a text may be Helm values that name the repository of an image, perhaps without its version. */
export function mayBeBase(path: string, text: string): boolean {
  return /\.ya?ml$/i.test(path) && !/^kind:/m.test(text) && NAMES_REPOSITORY.test(text);
}

/** Files of `NAME=value` lines. */
export const DOTENV = /(?:^|\/)\.env[^/]*$|\.env$/;

export function isChartFile(path: string): boolean {
  return /(?:^|\/)Chart\.ya?ml$/.test(path);
}

/** Whether a chart names others as its parts in a way that their folders do not tell. */
export function isParentChart({ path, text }: { readonly path: string; readonly text: string }): boolean {
  return isChartFile(path) && /^dependencies:/m.test(text) && /\balias\b|file:\/\//.test(text);
}

/** Whether a text has a key, or a parameter's name, that could be that of a tag, a digest or a registry. */
export function setsTagOrDigest(text: string): boolean {
  return /(?:tag|(?<!api)version|digest|sha|sha256|registry)["']?[ \t]*(?:[:,]|$)/im.test(text);
}

/**
 * `image: app:${TAG}`: whether a text has an image that variables decide. An environment file may set them.
 */
export function takesVariables(text: string): boolean {
  return IMAGE_WITH_VARIABLE.test(text);
}

/** Whether a text has an object that holds values, or says which values are laid over one another. */
export function carriesValues(text: string): boolean {
  return HOLDS_VALUES.test(text) || RELEASES.test(text) || (KUSTOMIZES.test(text) && namesValues(text));
}

/**
 * Whether what carries values in a text is a ConfigMap or a Secret, and nothing that takes values from one.
 */
export function isSourceAlone(text: string): boolean {
  return !CARRIES_MORE.test(text) && !RELEASES.test(text) && !namesValues(text);
}

/** Whether an object in a text takes values from a ConfigMap or a Secret. */
export function takesFromObjects(text: string): boolean {
  return /\b(?:valuesFrom|substituteFrom|valuesSecrets)["']?[ \t]*:/.test(text);
}

/** Whether a text has a marker of Flux, which names a policy that an image follows. */
export function hasFluxSetter(text: string): boolean {
  return text.includes('$imagepolicy');
}

/** Whether a text may say which repository a policy of Flux is about. */
export function isFluxPolicy(text: string): boolean {
  return /kind:\s*Image(?:Policy|Repository)/.test(text);
}

/** Whether a text may be a JSON patch, which can write a text that something takes for an image. */
export function isPatch(text: string): boolean {
  return /(?:^|[\s{,[-])["']?op["']?[ \t]*:/.test(text);
}

/** A JSON patch may be written as JSON. */
function isJsonPatch(path: string, text: string): boolean {
  return /\.json$/i.test(path) && /^\s*\[/.test(text);
}

function namesValues(text: string): boolean {
  return NAMES_VALUES.test(text) || (text.includes('HelmRelease') && PATCHES_RELEASE.test(text));
}

const NAMES_REPOSITORY = /(?:repo|repository|image|imageName)["']?[ \t]*:/i;
const HOLDS_VALUES =
  /^kind: *["']?(?:HelmRelease|Application(?:Set)?|ConfigMap|Secret|HelmChart(?:Config|InflationGenerator)?)\b/m;
const CARRIES_MORE =
  /^kind: *["']?(?:HelmRelease|Application(?:Set)?|HelmChart(?:Config|InflationGenerator)?)\b/m;
/** Fleet and Helmfile have no kinds. */
const RELEASES = /^(?:helm|releases):/m;
const KUSTOMIZES = /^kind: *["']?(?:Kustomization|Component)\b/m;
const PATCHES_RELEASE = /^[ \t{-].*\bkind["']?: *["']?HelmRelease\b/m;
const IMAGE_WITH_VARIABLE = /image["']?[ \t]*:[^\n$]*\$/;
const NAMES_VALUES =
  /\b(?:valuesFrom|valueFiles|[vV]aluesFiles?|helmCharts|configMapGenerator|secretGenerator)["']?[ \t]*:/;
