import { argoCd } from './argo/application.ts';
import { compose } from './compose/compose-file.ts';
import { customResources } from './objects/custom-resources.ts';
import { dotenv } from './compose/env-file.ts';
import { fluxHelmRelease, fluxKustomization, fluxOciRepository } from './flux/helm-release.ts';
import { fleet } from './helm/fleet.ts';
import type { Format } from './format.ts';
import { helmChart } from './helm/k3s-chart.ts';
import { helmValues } from './helm/values.ts';
import { helmfile } from './helm/helmfile.ts';
import { kustomizeHelmCharts } from './kustomize/helm-charts.ts';
import { imageKeys } from './objects/image-keys.ts';
import { kustomize } from './kustomize/images.ts';
import { chart, nestedTexts } from './objects/nested-texts.ts';
import { jsonPatch, relatedImages } from './objects/json-patch.ts';
import { workload } from './objects/workload.ts';

/** In the order in which they claim a place: formats that know a kind first, words alone last. */
export const allFormats: readonly Format[] = [
  kustomize,
  kustomizeHelmCharts,
  fluxKustomization,
  fluxHelmRelease,
  fluxOciRepository,
  argoCd,
  helmChart,
  compose,
  dotenv,
  chart,
  workload,
  relatedImages,
  customResources,
  jsonPatch,
  nestedTexts,
  fleet,
  helmfile,
  imageKeys,
  helmValues,
];
