import { argoCd } from './argo/application.ts';
import { compose } from './compose/compose-file.ts';
import { dotenv } from './compose/env-file.ts';
import { fluxHelmRelease } from './flux/helm-release.ts';
import { fluxKustomization } from './flux/kustomization.ts';
import { fluxOciRepository } from './flux/oci-repository.ts';
import type { Format } from './format.ts';
import { chart } from './helm/chart-file.ts';
import { fleet } from './helm/fleet.ts';
import { helmfile } from './helm/helmfile.ts';
import { k3sChart } from './helm/k3s-chart.ts';
import { helmValues } from './helm/values.ts';
import { kustomizeHelmCharts } from './kustomize/helm-charts.ts';
import { kustomize } from './kustomize/images.ts';
import { customResources } from './objects/custom-resources.ts';
import { handedValues } from './objects/handed-values.ts';
import { imageKeys } from './objects/image-keys.ts';
import { jsonPatch } from './objects/json-patch.ts';
import { namedSources } from './objects/named-sources.ts';
import { nestedTexts } from './objects/nested-texts.ts';
import { pipelines } from './objects/pipelines.ts';
import { relatedImages } from './objects/related-images.ts';
import { workload } from './objects/workload.ts';

/**
 * All formats, in the order in which they claim a place: those that know a kind first, those that go by words
 * last.
 */
export const allFormats: readonly Format[] = [
  kustomize,
  kustomizeHelmCharts,
  fluxKustomization,
  fluxHelmRelease,
  fluxOciRepository,
  argoCd,
  k3sChart,
  pipelines,
  compose,
  dotenv,
  chart,
  workload,
  namedSources,
  relatedImages,
  customResources,
  jsonPatch,
  nestedTexts,
  fleet,
  helmfile,
  imageKeys,
  helmValues,
  handedValues,
];
