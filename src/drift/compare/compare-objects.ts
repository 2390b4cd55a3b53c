import { fieldAt, type Fields, isFields, without } from '../objects/fields.ts';
import { apiVersionOf, type KubeObject, keyText, type ObjectKey } from '../objects/kube-object.ts';
import { formatPath } from '../objects/path.ts';
import type { ReadObject, ReadProblem } from '../objects/read-objects.ts';
import { passedOverBecause } from './agent-marks.ts';
import { type Autoscaling, autoscaling } from './autoscaled.ts';
import { compareValues, type Difference } from './compare-values.ts';
import type { DriftReport, ObjectDrift, ToleratedDifference } from './drift-report.ts';
import { comparedFields } from './prepare-object.ts';
import { isEncrypted, secretTexts } from './secret-values.ts';
import { type Hide, hiding, showDifference, type ShownDifference } from './show-difference.ts';
import { toleranceFor, type Toleration } from './tolerate.ts';
import { undeclaredObjects } from './undeclared.ts';

/** What is compared, and how. */
export interface DriftQuestion {
  readonly declared: readonly ReadObject[];
  /** Whether these are all that the files declare: none of them could not be read. */
  readonly isWhole: boolean;
  readonly live: readonly KubeObject[];
  /** What the server would make of declared objects, by `keyText`. */
  readonly applied: ReadonlyMap<string, KubeObject>;
  /** Why objects could not be read, by `keyText`. */
  readonly unreadable: ReadonlyMap<string, string>;
  readonly problems: readonly ReadProblem[];
  /** Where objects that name no namespace are. */
  readonly namespace: string;
  readonly tolerations: readonly Toleration[];
  readonly now: Date;
  /** The agent whose objects are all declared here: `Flux Kustomization flux-system/apps`. */
  readonly agent: string | undefined;
}

/** Everything that drifted, and what was looked at. The objects that come in are not changed. */
export function compareObjects(question: DriftQuestion): DriftReport {
  const { declared, live, tolerations, now } = question;
  const texts = new Map(live.map((object) => [keyText(object.key), object]));
  for (const object of live) texts.set(versionedText(object), object);
  const placed = declared.map((object) => inNamespace(object, texts, question.namespace));
  const ground: Ground = {
    question,
    live: texts,
    isAutoscaled: autoscaling([...placed, ...live]),
    hide: hiding(secretTexts([...live, ...declared])),
  };
  const compared = placed.map((object) => compareObject(object, ground));
  // What a file that cannot be read declares is not "declared nowhere".
  const beside = question.isWhole ? undeclaredObjects({ declared: placed, live, agent: question.agent }) : [];
  const undeclared = beside.map(({ object, note }): ObjectDrift => {
    const tolerance = toleranceFor(object.key, [], tolerations, now);
    const isTolerated = tolerance?.kind === 'tolerated';
    return {
      ...about(object.key, undefined),
      state: isTolerated ? 'passed-over' : 'undeclared',
      note: isTolerated ? `tolerated until ${tolerance.by.until}: ${tolerance.by.reason}` : note,
    };
  });
  return { objects: [...compared, ...undeclared], problems: question.problems };
}

interface Ground {
  readonly question: DriftQuestion;
  readonly live: ReadonlyMap<string, KubeObject>;
  readonly isAutoscaled: Autoscaling;
  readonly hide: Hide;
}

/** An object that names no namespace is in the default one, unless its kind is in none. */
function inNamespace(
  object: ReadObject,
  live: ReadonlyMap<string, KubeObject>,
  namespace: string,
): ReadObject {
  if (object.key.namespace !== '' || isOfCluster(object.key) || live.has(keyText(object.key))) return object;
  return { ...object, key: { ...object.key, namespace } };
}

const OF_CLUSTER = new Set([
  ...['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition', 'PersistentVolume'],
  ...['StorageClass', 'PriorityClass', 'IngressClass', 'RuntimeClass', 'Node', 'APIService', 'CSIDriver'],
  ...['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'VolumeSnapshotClass'],
  ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ClusterIssuer', 'FlowSchema'],
  ...['PriorityLevelConfiguration', 'GatewayClass', 'MutatingAdmissionPolicy', 'CertificateSigningRequest'],
]);

function isOfCluster({ kind }: ObjectKey): boolean {
  return OF_CLUSTER.has(kind);
}

/** The same object in the version that is declared, where it was read in several. */
function versionedText({ key, version }: KubeObject): string {
  return `${keyText(key)} ${key.group} ${version}`;
}

function about(key: ObjectKey, declared: ReadObject | undefined): ObjectDrift {
  return {
    key,
    state: 'same',
    file: declared?.file,
    line: declared?.line,
    differences: [],
    tolerated: [],
    note: undefined,
    isByServer: false,
  };
}

function compareObject(object: ReadObject, { question, live, isAutoscaled, hide }: Ground): ObjectDrift {
  const base = about(object.key, object);
  const key = keyText(object.key);
  const passedOver = passedOverBecause(object);
  if (passedOver !== undefined) return { ...base, state: 'passed-over', note: passedOver };
  // A difference would show what sops hides.
  if (isEncrypted(object) && object.key.kind !== 'Secret')
    return {
      ...base,
      state: 'passed-over',
      note: 'sops encrypted it in the files: its values are not known',
    };
  const present = live.get(versionedText(object)) ?? live.get(key);
  if (present === undefined) return absent(object, base, question);
  if (apiVersionOf(present) !== apiVersionOf(object) && !question.applied.has(key)) {
    const note = `declared as ${apiVersionOf(object)}, and the cluster has it as ${apiVersionOf(present)}`;
    return { ...base, state: 'other-version', note };
  }
  const found = differencesOf(object, present, question.applied.get(key));
  const differences: ShownDifference[] = [];
  const tolerated: ToleratedDifference[] = [];
  const notes = new Set<string>();
  for (const difference of found) {
    const scaled = isAutoscaled(object, difference);
    const tolerance = toleranceFor(object.key, difference.path, question.tolerations, question.now);
    const path = formatPath(difference.path);
    if (scaled !== undefined) tolerated.push({ path, reason: scaled, until: undefined });
    else if (tolerance?.kind === 'tolerated')
      tolerated.push({ path, reason: tolerance.by.reason, until: tolerance.by.until });
    else {
      if (tolerance?.kind === 'expired') notes.add(`it was tolerated until ${tolerance.by.until}`);
      differences.push(showDifference(difference, object, present, hide));
    }
  }
  if (isEncrypted(object)) notes.add('its values are encrypted in the files and were not compared');
  if (fieldAt(present.fields, 'metadata', 'deletionTimestamp') !== undefined)
    notes.add('it is being deleted');
  return {
    ...base,
    state: differences.length === 0 ? 'same' : 'differs',
    differences,
    tolerated,
    note: notes.size === 0 ? undefined : [...notes].join('; '),
    isByServer: question.applied.has(key),
  };
}

function absent(object: ReadObject, base: ObjectDrift, question: DriftQuestion): ObjectDrift {
  const unread = question.unreadable.get(keyText(object.key));
  if (unread !== undefined) return { ...base, state: 'unknown', note: unread };
  const tolerance = toleranceFor(object.key, [], question.tolerations, question.now);
  if (tolerance?.kind === 'tolerated')
    return {
      ...base,
      state: 'passed-over',
      note: `not in the cluster, tolerated until ${tolerance.by.until}: ${tolerance.by.reason}`,
    };
  return { ...base, state: 'missing' };
}

/** With what the server would make of it, both have its defaults; without, what is declared is contained. */
function differencesOf(
  declared: KubeObject,
  live: KubeObject,
  applied: KubeObject | undefined,
): readonly Difference[] {
  const present = comparedFields(live);
  if (applied !== undefined) return compareValues(comparedFields(applied), present, 'equal');
  const wanted = withPlace(comparedFields(declared), live.key);
  if (!isEncrypted(declared)) return compareValues(wanted, present, 'contained');
  return compareValues(without(wanted, ['data', 'sops']), present, 'contained');
}

/** The name and namespace are how the object was found: they are the same. */
function withPlace(fields: Fields, { namespace }: ObjectKey): Fields {
  const metadata = fields['metadata'];
  const kept = without(isFields(metadata) ? metadata : {}, ['namespace']);
  return { ...fields, metadata: namespace === '' ? kept : { ...kept, namespace } };
}
