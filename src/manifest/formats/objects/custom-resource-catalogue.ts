import type { CustomResource } from '../format.ts';

/** Steps and containers of an Argo Workflows template. The workload format finds pod-like lists as well. */
const workflowTemplate = (root: string): readonly string[] =>
  ['templates[]', 'templates[].dag.tasks[].inline', 'templates[].steps[][].inline', 'templateDefaults']
    .flatMap((at) => [
      `${at}.container.image`,
      `${at}.script.image`,
      `${at}.initContainers[].image`,
      `${at}.sidecars[].image`,
      `${at}.containerSet.containers[].image`,
    ])
    .map((path) => `${root}.${path}`);

const tektonTask = (root: string): readonly string[] => [
  `${root}.steps[].image`,
  `${root}.sidecars[].image`,
  `${root}.stepTemplate.image`,
];

const sparkApplication = (root: string): readonly string[] => [
  `${root}.image`,
  ...['driver', 'executor'].flatMap((part) => [`${root}.${part}.image`, `${root}.${part}.sidecars[].image`]),
];

const tektonPipeline = (root: string): readonly string[] => [
  ...tektonTask(`${root}.tasks[].taskSpec`),
  ...tektonTask(`${root}.finally[].taskSpec`),
];

/**
 * Kinds whose references stand outside a pod template. The start was the list of resource selectors in
 * Skaffold's documentation (https://skaffold.dev/docs/deployers/#resource-selectors); each path is from the
 * kind's own reference.
 */
export const customResourceCatalogue: readonly CustomResource[] = [
  { kind: 'Workflow', paths: workflowTemplate('spec') },
  { kind: 'WorkflowTemplate', paths: workflowTemplate('spec') },
  { kind: 'ClusterWorkflowTemplate', paths: workflowTemplate('spec') },
  { kind: 'CronWorkflow', paths: workflowTemplate('spec.workflowSpec') },
  { kind: 'Task', paths: tektonTask('spec') },
  { kind: 'ClusterTask', paths: tektonTask('spec') },
  { kind: 'TaskRun', paths: tektonTask('spec.taskSpec') },
  {
    kind: 'Pipeline',
    paths: tektonPipeline('spec'),
  },
  { kind: 'PipelineRun', paths: tektonPipeline('spec.pipelineSpec') },
  { kind: 'StepAction', paths: ['spec.image'] },
  {
    kind: 'Kafka',
    paths: [
      'spec.kafka.image',
      'spec.zookeeper.image',
      'spec.entityOperator.topicOperator.image',
      'spec.entityOperator.userOperator.image',
      'spec.entityOperator.tlsSidecar.image',
      'spec.cruiseControl.image',
      'spec.kafkaExporter.image',
    ],
  },
  { kind: 'KafkaConnect', paths: ['spec.image', 'spec.build.output.image'] },
  { kind: 'KafkaMirrorMaker2', paths: ['spec.image'] },
  { kind: 'KafkaBridge', paths: ['spec.image'] },
  { kind: 'Runner', paths: ['spec.image', 'spec.dockerImage'] },
  { kind: 'RunnerDeployment', paths: ['spec.template.spec.image', 'spec.template.spec.dockerImage'] },
  { kind: 'RunnerSet', paths: ['spec.image', 'spec.dockerImage'] },
  {
    kind: 'SparkApplication',
    paths: [...sparkApplication('spec'), 'spec.initContainerImage'],
  },
  { kind: 'ScheduledSparkApplication', paths: sparkApplication('spec.template') },
  { kind: 'FlinkDeployment', paths: ['spec.image'] },
  { kind: 'Cluster', paths: ['spec.imageName'] },
  { kind: 'ImageCatalog', paths: ['spec.images[].image'] },
  { kind: 'ClusterImageCatalog', paths: ['spec.images[].image'] },
  { kind: 'postgresql', paths: ['spec.dockerImage', 'spec.sidecars[].image'] },
  {
    kind: 'PostgresCluster',
    paths: ['spec.image', 'spec.proxy.pgBouncer.image', 'spec.backups.pgbackrest.image'],
  },
  { kind: 'Prometheus', paths: ['spec.image', 'spec.thanos.image'] },
  { kind: 'PrometheusAgent', paths: ['spec.image'] },
  { kind: 'Alertmanager', paths: ['spec.image'] },
  { kind: 'ThanosRuler', paths: ['spec.image'] },
  { kind: 'Elasticsearch', paths: ['spec.image'] },
  { kind: 'Kibana', paths: ['spec.image'] },
  { kind: 'Grafana', paths: ['spec.version', 'spec.baseImage'] },
  { kind: 'OpenTelemetryCollector', paths: ['spec.image'] },
  {
    kind: 'Instrumentation',
    paths: [
      'spec.java.image',
      'spec.nodejs.image',
      'spec.python.image',
      'spec.dotnet.image',
      'spec.go.image',
    ],
  },
  { kind: 'RabbitmqCluster', paths: ['spec.image'] },
  { kind: 'RedisFailover', paths: ['spec.redis.image', 'spec.sentinel.image'] },
  {
    kind: 'PerconaXtraDBCluster',
    paths: ['spec.pxc.image', 'spec.haproxy.image', 'spec.proxysql.image', 'spec.backup.image'],
  },
  { kind: 'CatalogSource', paths: ['spec.image'] },
  {
    kind: 'ClusterServiceVersion',
    paths: [
      'spec.relatedImages[].image',
      'spec.install.spec.deployments[].spec.template.spec.containers[].image',
    ],
  },
  { kind: 'Provider', paths: ['spec.package'] },
  { kind: 'Function', paths: ['spec.package', 'spec.image'] },
  { kind: 'Configuration', paths: ['spec.package'] },
  { kind: 'InferenceService', paths: ['spec.predictor.model.image', 'spec.transformer.containers[].image'] },
  { kind: 'ServingRuntime', paths: ['spec.containers[].image'] },
  { kind: 'TrainedModel', paths: ['spec.model.image'] },
  {
    kind: 'VirtualMachine',
    paths: [
      'spec.template.spec.volumes[].containerDisk.image',
      'spec.dataVolumeTemplates[].spec.source.registry.url',
    ],
  },
  { kind: 'DataVolume', paths: ['spec.source.registry.url'] },
  { kind: 'VirtualMachineInstance', paths: ['spec.volumes[].containerDisk.image'] },
];
