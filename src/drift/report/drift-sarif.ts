import type { DriftReport, ObjectDrift, ObjectState } from '../compare/drift-report.ts';
import { differenceWords, objectTitle, stateWords, worthShowing, writerWords } from './describe.ts';

const RULES: Readonly<Partial<Record<ObjectState, string>>> = {
  differs: 'What runs differs from what is declared.',
  missing: 'What is declared does not run.',
  undeclared: 'What runs is declared nowhere.',
  'other-version': 'It runs in another version of its API.',
  unknown: 'It could not be compared.',
};

/** GitHub takes no more of one run, and shows the first. */
const MOST_RESULTS = 5_000;

/**
 * A report as SARIF 2.1.0, for GitHub's code scanning: each difference at the line that declares the object.
 * What is declared nowhere stands at the top of `waybill.yaml`, for GitHub shows no result without a file.
 */
export function driftSarif(report: DriftReport, version: string) {
  const results = worthShowing(report).flatMap(resultsOf);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Waybill drift',
            version,
            informationUri: 'https://github.com/waybill/waybill/blob/main/docs/drift.md',
            rules: Object.entries(RULES).map(([state, text]) => ({
              id: `drift/${state}`,
              shortDescription: { text },
              defaultConfiguration: { level: levelOf(state) },
            })),
          },
        },
        results: results.slice(0, MOST_RESULTS),
      },
    ],
  };
}

function levelOf(state: string): 'warning' | 'error' | 'note' {
  return state === 'unknown' ? 'note' : state === 'undeclared' ? 'warning' : 'error';
}

function resultsOf(object: ObjectDrift) {
  const title = objectTitle(object);
  const texts =
    object.differences.length === 0
      ? [{ path: '', text: `${title}: ${stateWords(object)}.` }]
      : object.differences.map((difference) => {
          const by = writerWords(difference.by, difference.kind);
          return {
            path: difference.path,
            text: `${title}: ${differenceWords(difference)}${by === '' ? '' : ` (${by})`}.`,
          };
        });
  return texts.map(({ path, text }) => ({
    ruleId: `drift/${object.state}`,
    level: levelOf(object.state),
    message: { text },
    // The same place is the same alert from run to run, whatever its value is.
    partialFingerprints: { 'waybillDrift/v1': `${title} ${path}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(object.file ?? 'waybill.yaml') },
          region: { startLine: object.line ?? 1 },
        },
      },
    ],
  }));
}
