import { expect, test } from '@jest/globals';
import { NEW, OLD, REPOSITORY } from '../promotion.ts';
import { describeWith, render, renderedImages, type Files } from './real-program.ts';
import { yaml } from '../../yaml.ts';
import { afterPromotion, chart, withDigest } from './chart.ts';

describeWith('helm', ['version', '--short'], () => {
  // Argo CD and Flux hand helm the files in this order, then their own values, then single ones.
  test('the values of an Application beat its files, and its parameters beat both', () => {
    const files: Files = {
      ...chart(
        withDigest,
        yaml`
          image:
            repository: ${REPOSITORY}
            tag: v1
        `,
      ),
      'regions/frankfurt.yaml': yaml`
        image:
          digest: ${OLD}
      `,
      'app.yaml': yaml`
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: app}
        spec:
          source:
            path: chart
            helm:
              valueFiles: [../regions/frankfurt.yaml]
              parameters:
              - name: image.digest
                value: ${OLD}
      `,
    };
    const template = (tree: Files) => {
      const parameter = /value: (\S+)/.exec(tree['app.yaml'] ?? '')?.[1] ?? '';
      const args = ['-f', 'regions/frankfurt.yaml', '--set', `image.digest=${parameter}`];
      return renderedImages(render(tree, 'helm', ['template', 'chart', ...args]));
    };
    const after = template(afterPromotion(files, (path) => !path.includes('templates/')));
    expect(after).toEqual([`${REPOSITORY}@${NEW}`, 'ghcr.io/acme/web:v1']);
    expect(template(files)).not.toEqual(after);
  });

  // The controller of K3s hands helm the content first, then what is set by name.
  test('what a HelmChart sets beats its content', () => {
    const files: Files = {
      ...chart(
        withDigest,
        yaml`
          image:
            repository: ${REPOSITORY}
            tag: v1
        `,
      ),
      'app.yaml': yaml`
        apiVersion: helm.cattle.io/v1
        kind: HelmChart
        metadata: {name: app}
        spec:
          set:
            image.digest: ${OLD}
          valuesContent: |
            image: {repository: ${REPOSITORY}, tag: v0}
      `,
    };
    const template = (tree: Files) => {
      const [, digest = ''] = /image.digest: (\S+)/.exec(tree['app.yaml'] ?? '') ?? [];
      const [, content = ''] = /valuesContent: \|\n(.*)/s.exec(tree['app.yaml'] ?? '') ?? [];
      const args = ['-f', 'content.yaml', '--set', `image.digest=${digest}`];
      return renderedImages(
        render({ ...tree, 'content.yaml': content }, 'helm', ['template', 'chart', ...args]),
      );
    };
    const after = template(afterPromotion(files, (path) => path === 'app.yaml'));
    expect(after).toEqual([`${REPOSITORY}@${NEW}`, 'ghcr.io/acme/web:v1']);
    expect(template(files)).not.toEqual(after);
  });

  describeWith('kustomize', ['version'], () => {
    test('Kustomize lays values in line over the files of a chart', () => {
      const app = chart(
        withDigest,
        yaml`
          image:
            repository: ${REPOSITORY}
            tag: v1
        `,
      );
      const files: Files = {
        ...Object.fromEntries(
          Object.entries(app).map(([path, text]) => [path.replace(/^chart/, 'overlay/charts/app'), text]),
        ),
        'overlay/kustomization.yaml': yaml`
          helmCharts:
          - name: app
            releaseName: app
            additionalValuesFiles: [frankfurt.yaml]
            valuesInline:
              image:
                digest: ${OLD}
        `,
        'overlay/frankfurt.yaml': `image: {tag: v0, digest: "${OLD}"}\n`,
      };
      const build = (tree: Files) =>
        renderedImages(render(tree, 'kustomize', ['build', '--enable-helm', 'overlay']));
      const after = build(afterPromotion(files, (path) => !path.includes('templates/')));
      expect(after).toEqual([`${REPOSITORY}@${NEW}`, 'ghcr.io/acme/web:v1']);
      expect(build(files)).not.toEqual(after);
    });
  });
});
