import { describe, expect, test } from '@jest/globals';
import { NEW, OLD, plan, REPOSITORY } from '../promotion.ts';
import { BASE, changed, type Files, object, STALE } from './layered-files.ts';
import { yaml } from '../../yaml.ts';

describe('an Application and what it names', () => {
  const app = (name: string, source: string) =>
    object(
      'Application',
      name,
      yaml`
        spec:
          ${source}
      `,
    );

  test('parameters beat the values of a chart in the config repo', () => {
    const files = {
      'argocd/app.yaml': app(
        'app',
        yaml`
          source:
            path: charts/app
            helm:
              valueFiles: [../../regions/frankfurt.yaml]
              parameters:
              - name: image.tag
                value: v0
        `,
      ),
      'charts/app/values.yaml': BASE,
      'regions/frankfurt.yaml': STALE,
    };
    expect(changed(files)).toEqual(Object.keys(files).sort());
  });

  test('a parameter that speaks of images and holds no reference is none', () => {
    const parameters = (tag: string) =>
      app(
        'app',
        yaml`
          source:
            helm:
              parameters:
              - {name: imagePullPolicy, value: IfNotPresent}
              - {name: image.repository, value: ${REPOSITORY}}
              - {name: image.tag, value: ${tag}}
        `,
      );
    const { files, edits, refusals } = plan({ 'argocd/app.yaml': parameters('v1') });
    expect(refusals).toEqual([]);
    expect(edits.map(({ at }) => at)).toEqual(['spec.source.helm.parameters[1].value']);
    expect(files.map(({ after }) => after)).toEqual([parameters('v2')]);
  });

  test('several sources: values below the path of another source', () => {
    const files = {
      'argocd/app.yaml': app(
        'app',
        yaml`
          sources:
          - chart: service
            helm:
              valueFiles: [$config/svc/app.yaml, $config/svc/frankfurt.yaml]
              valuesObject: {image: {tag: v0}}
          - {repoURL: https://github.com/acme/config, ref: config}
        `,
      ),
      'svc/app.yaml': BASE,
      'svc/frankfurt.yaml': STALE,
    };
    expect(changed(files)).toEqual(Object.keys(files).sort());
  });

  test('several sources are several charts', () => {
    const text = app(
      'app',
      yaml`
        sources:
        - chart: service
          helm:
            valuesObject: {image: {repository: ${REPOSITORY}, tag: v1}}
        - chart: redis
          helm:
            parameters: [{name: image.tag, value: "7.2"}]
      `,
    );
    const result = plan({ 'app.yaml': text });
    expect(result.refusals).toEqual([]);
    expect(result.files[0]?.after).toBe(text.replace('tag: v1', 'tag: v2'));
  });

  test('values in a literal block belong to their Application alone', () => {
    const inText = (name: string, values: string) =>
      app(
        name,
        yaml`
          source:
            chart: service
            helm:
              values: |
                ${values}
        `,
      );
    const own = inText('app', BASE);
    const other = inText(
      'redis',
      yaml`
        # not ${REPOSITORY}:v1
        image:
          tag: v1
      `,
    );
    const result = plan({
      'apps.yaml': yaml`
        ${own}
        ---
        ${other}
      `,
    });
    expect(result.refusals).toEqual([]);
    expect(result.files[0]?.after).toBe(yaml`
      ${own.replace('tag: v1', 'tag: v2')}
      ---
      ${other}
    `);
  });

  test('values in a literal block and a parameter that beats them', () => {
    const text = app(
      'app',
      yaml`
        source:
          chart: service
          helm:
            parameters:
            - name: image.digest
              value: ${OLD}
            values: |
              ${BASE}
      `,
    );
    const result = plan({ 'app.yaml': text });
    expect(result.files[0]?.after).toBe(text.replace('tag: v1', 'tag: v2').replace(OLD, NEW));
  });

  test('values that its Application lays over another chart are no layer, whatever their name', () => {
    const files = {
      'redis.yaml': app(
        'redis',
        yaml`
          sources:
          - chart: redis
            helm: {valueFiles: [$config/redis/values.yaml]}
          - {ref: config}
        `,
      ),
      'redis/values.yaml': STALE,
      'values.yaml': BASE,
    };
    expect(changed(files)).toEqual(['values.yaml']);
  });

  test('the parameters that Argo CD keeps beside the chart', () => {
    const files = {
      'apps/app/.argocd-source-app.yaml': yaml`
        helm:
          parameters:
          - name: image.tag
            value: v0
            forcestring: true
      `,
      'apps/app/values.yaml': BASE,
      'apps/redis/.argocd-source-redis.yaml': yaml`
        helm:
          parameters:
          - name: image.tag
            value: v0
      `,
    };
    expect(changed(files)).toEqual(['apps/app/.argocd-source-app.yaml', 'apps/app/values.yaml']);
  });
});

describe('a chart that Kustomize inflates', () => {
  test('its values in line lie over its files of values', () => {
    const files = {
      'apps/kustomization.yaml': yaml`
        helmCharts:
        - name: service
          valuesFile: app.yaml
          additionalValuesFiles: [regions/frankfurt.yaml]
          valuesInline:
            image: {tag: v0}
        - name: redis
          valuesInline:
            image: {tag: "7.2"}
      `,
      'apps/app.yaml': BASE,
      'apps/regions/frankfurt.yaml': STALE,
    };
    expect(changed(files)).toEqual(Object.keys(files).sort());
    expect(plan(files).files.find(({ path }) => path === 'apps/kustomization.yaml')?.after).toBe(
      files['apps/kustomization.yaml'].replace('tag: v0', 'tag: v2'),
    );
  });
});

describe('the template of an ApplicationSet', () => {
  const set = (generators: string, source: string) =>
    yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: app}
      spec:
        generators:
        ${generators}
        template:
          spec:
            source:
              ${source}
    `;

  test('takes the tag from the values of a cluster generator, over values of a chart', () => {
    const files = {
      'set.yaml': set(
        yaml`
          - clusters:
              values: {appTag: v0}
        `,
        yaml`
          path: charts/app
          helm: {parameters: [{name: image.tag, value: '{{values.appTag}}'}]}
        `,
      ),
      'charts/app/values.yaml': BASE,
    };
    expect(changed(files)).toEqual(['charts/app/values.yaml', 'set.yaml']);
    expect(plan(files).files.find(({ path }) => path === 'set.yaml')?.after).toBe(
      files['set.yaml'].replace('v0', 'v2'),
    );
  });

  test('is refused where nothing says what it takes, and a marker helps', () => {
    const files = (comment: string, ignore: string): Files => ({
      'set.yaml': set(
        '- git: {files: [{path: elsewhere/*.yaml}]}',
        yaml`
          kustomize:
            images:
            - '${REPOSITORY}:{{ .tag }}'${ignore}
        `,
      ),
      'clusters/eu.yaml': `tag: v1${comment}\n`,
    });
    const refused = plan(files('', '')).refusals;
    expect(refused).toMatchObject([
      {
        code: 'REFERENCE_UNEDITABLE',
        hint: 'Mark the value that the template takes with "# waybill: app tag" where it stands, and this line with "# waybill: ignore".',
      },
    ]);
    expect(changed(files(' # waybill: app tag', ' # waybill: ignore'))).toEqual(['clusters/eu.yaml']);
  });
});
