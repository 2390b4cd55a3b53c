import { APP, type Form, lines, WHOLE } from './renovate-manifests.ts';

/** Files of pipelines and of machines, as `renovate-manifests.ts` has those of clusters. */
export const PIPELINES: readonly Form[] = [
  ['gitlabci', '.gitlab-ci.yml', lines('build:', `  image: ${APP}:v1`, '  script: make'), `image: ${WHOLE}`],
  [
    'gitlabci, services',
    '.gitlab-ci.yml',
    lines('build:', '  services:', `    - name: ${APP}:v1`),
    `name: ${WHOLE}`,
  ],
  [
    'woodpecker',
    '.woodpecker.yml',
    lines('steps:', '  - name: a', `    image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  [
    'droneci',
    '.drone.yml',
    lines('kind: pipeline', 'steps:', '  - name: a', `    image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  [
    'droneci, over several lines',
    '.drone.yml',
    lines(
      'kind: pipeline',
      'steps:',
      '  - name: a',
      '    image: "ghcr.io/\\',
      '      acme/\\',
      '      app:v1"',
    ),
    `image: "${WHOLE}"`,
  ],
  [
    'circleci, executor',
    '.circleci/config.yml',
    lines('executors:', '  a:', '    docker:', `      - image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  [
    'circleci',
    '.circleci/config.yml',
    lines('jobs:', '  a:', '    docker:', `      - image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  [
    'github-actions, container',
    '.github/workflows/a.yml',
    lines('jobs:', '  a:', `    container: ${APP}:v1`),
    `container: ${WHOLE}`,
  ],
  [
    'github-actions, docker://',
    '.github/workflows/a.yml',
    lines('jobs:', '  a:', '    steps:', `      - uses: docker://${APP}:v1`),
    `docker://${WHOLE}`,
  ],
  ['devcontainer', '.devcontainer/devcontainer.json', `{"image": "${APP}:v1"}\n`, WHOLE],
  [
    'ansible',
    'tasks/main.yaml',
    lines('- name: run', '  docker_container:', `    image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  [
    'azure-pipelines, resources',
    'azure-pipelines.yml',
    lines('resources:', '  containers:', '    - container: a', `      image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  ['bitbucket-pipelines', 'bitbucket-pipelines.yml', lines(`image: ${APP}:v1`), `image: ${WHOLE}`],
  [
    'bitbucket-pipelines, name',
    'bitbucket-pipelines.yml',
    lines('pipelines:', '  default:', '    - step:', '        image:', `          name: ${APP}:v1`),
    `name: ${WHOLE}`,
  ],
];
