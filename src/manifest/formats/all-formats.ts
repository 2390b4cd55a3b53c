import { argoCd } from './argo-cd.ts';
import { compose } from './compose.ts';
import { customResources } from './custom-resources.ts';
import { dotenv } from './dotenv.ts';
import { fluxHelmRelease, fluxKustomization, fluxOciRepository } from './flux.ts';
import { fleet } from './fleet.ts';
import type { Format } from './format.ts';
import { helmChart } from './helm-chart.ts';
import { helmValues } from './helm-values.ts';
import { helmfile } from './helmfile.ts';
import { kustomizeHelmCharts } from './kustomize-helm-charts.ts';
import { imageKeys } from './image-keys.ts';
import { kustomize } from './kustomize.ts';
import { chart, nestedTexts } from './nested-texts.ts';
import { jsonPatch, relatedImages } from './pod-patches.ts';
import { workload } from './workload.ts';

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
