import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { readInputs as readBuildInputs } from '../../src/actions/build/inputs.ts';
import { NO_RESULT as NO_BUILD, setOutputs as setBuildOutputs } from '../../src/actions/build/outputs.ts';
import { readInputs as readPromoteInputs } from '../../src/actions/promote/inputs.ts';
import {
  NO_OUTPUTS,
  NO_ROOT_OUTPUTS,
  setOutputs as setPromoteOutputs,
} from '../../src/actions/lane/outputs.ts';
import { readInputs as readRecordInputs } from '../../src/actions/record/inputs.ts';
import { NO_RESULT as NO_RECORD, setOutputs as setRecordOutputs } from '../../src/actions/record/outputs.ts';
import { readInputs as readCopyInputs } from '../../src/actions/copy/inputs.ts';
import { NO_RESULT as NO_COPY, setOutputs as setCopyOutputs } from '../../src/actions/copy/outputs.ts';
import { readInputs as readDriftInputs } from '../../src/actions/drift/inputs.ts';
import { NO_OUTPUTS as NO_DRIFT, setOutputs as setDriftOutputs } from '../../src/actions/drift/outputs.ts';
import { readInputs as readObserveInputs } from '../../src/actions/observe/inputs.ts';
import {
  NO_OUTPUTS as NOTHING_OBSERVED,
  setOutputs as setObserveOutputs,
} from '../../src/actions/observe/outputs.ts';
import { readInputs as readPauseInputs } from '../../src/actions/pause/inputs.ts';
import { readInputs as readRollBackInputs } from '../../src/actions/rollback/inputs.ts';
import { readInputs as readStatusInputs } from '../../src/actions/status/inputs.ts';
import { NO_OUTPUTS as NO_BOARD, setOutputs as setStatusOutputs } from '../../src/actions/status/outputs.ts';
import { readInputs as readVerifyInputs } from '../../src/actions/verify/inputs.ts';
import {
  NO_OUTPUTS as NO_VERDICT,
  setOutputs as setVerifyOutputs,
} from '../../src/actions/verify/outputs.ts';
import type { InputReader, Runner } from '../../src/runner/runner.ts';
import { fakeRunner } from '../runner/fake-runner.ts';

// What an action.yml promises is what the code reads and sets: an input that nobody reads, or one that is
// read and not declared (the runner then warns and passes nothing), fails here.

const schema = z.object({
  inputs: z.record(
    z.string(),
    z.object({ description: z.string(), default: z.string().optional(), required: z.boolean().optional() }),
  ),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
  runs: z.object({ using: z.literal('node24'), main: z.string() }),
});

const declared = async (folder: string) =>
  schema.parse(parse(await readFile(join(import.meta.dirname, '../..', folder, 'action.yml'), 'utf8')));

/** The names that `read` asks the runner for, when these inputs are given. */
function namesRead(read: (runner: Runner) => unknown, given: Readonly<Record<string, string>>): string[] {
  const names = new Set<string>();
  const runner = fakeRunner({ inputs: given });
  const spy = (method: keyof InputReader) => {
    const original: (name: string, ...rest: never[]) => unknown = runner.inputs[method];
    return (name: string, ...rest: never[]) => {
      names.add(name);
      return original(name, ...rest);
    };
  };
  const inputs = new Proxy(runner.inputs, { get: (_, method: keyof InputReader) => spy(method) });
  read({ ...runner, inputs });
  return [...names].toSorted();
}

function namesSet(set: (runner: Runner) => void): string[] {
  const runner = fakeRunner();
  set(runner);
  return Object.keys(runner.outputs).toSorted();
}

describe.each([
  {
    name: 'build',
    folder: 'actions/build',
    main: '../../dist/build/index.js',
    given: { image: 'ghcr.io/acme/api' },
    read: (runner: Runner): void => void readBuildInputs(runner, {}),
    set: (runner: Runner): void => setBuildOutputs(runner, NO_BUILD),
  },
  {
    name: 'copy',
    folder: 'actions/copy',
    main: '../../dist/copy/index.js',
    given: { reference: 'ghcr.io/acme/api:v1', to: 'registry.acme.dev/acme/api' },
    read: (runner: Runner): void => void readCopyInputs(runner),
    set: (runner: Runner): void => setCopyOutputs(runner, NO_COPY),
  },
  {
    name: 'record',
    folder: 'actions/record',
    main: '../../dist/record/index.js',
    given: { reference: 'ghcr.io/acme/api:v1' },
    read: (runner: Runner): void => void readRecordInputs(runner),
    set: (runner: Runner): void => setRecordOutputs(runner, NO_RECORD),
  },
  {
    name: 'promote',
    folder: '.',
    main: 'dist/promote/index.js',
    given: { images: 'api=v1', 'github-token': 'ghs_token' },
    read: (runner: Runner): void => void readPromoteInputs(runner),
    set: (runner: Runner): void => setPromoteOutputs(runner, NO_ROOT_OUTPUTS),
  },
  {
    name: 'rollback',
    folder: 'actions/rollback',
    main: '../../dist/rollback/index.js',
    given: { environment: 'prod', reason: 'slow', 'github-token': 'ghs_token' },
    read: (runner: Runner): void => void readRollBackInputs(runner),
    set: (runner: Runner): void => setPromoteOutputs(runner, NO_OUTPUTS),
  },
  {
    name: 'pause',
    folder: 'actions/pause',
    main: '../../dist/pause/index.js',
    given: { environment: 'prod', reason: 'slow', 'github-token': 'ghs_token' },
    read: (runner: Runner): void => void readPauseInputs(runner),
    set: (runner: Runner): void => setPromoteOutputs(runner, NO_OUTPUTS),
  },
  {
    name: 'drift',
    folder: 'actions/drift',
    main: '../../dist/drift/index.js',
    given: { environment: 'prod', 'github-token': 'ghs_token', 'config-repository': 'acme/config' },
    read: (runner: Runner): void => void readDriftInputs(runner, '/'),
    set: (runner: Runner): void => setDriftOutputs(runner, NO_DRIFT),
  },
  {
    name: 'observe',
    folder: 'actions/observe',
    main: '../../dist/observe/index.js',
    given: { 'github-token': 'ghs_token', 'config-repository': 'acme/config' },
    read: (runner: Runner): void => void readObserveInputs(runner),
    set: (runner: Runner): void => setObserveOutputs(runner, NOTHING_OBSERVED),
  },
  {
    name: 'verify',
    folder: 'actions/verify',
    main: '../../dist/verify/index.js',
    given: { 'github-token': 'ghs_token', 'config-repository': 'acme/config' },
    read: (runner: Runner): void => void readVerifyInputs(runner),
    set: (runner: Runner): void => setVerifyOutputs(runner, NO_VERDICT),
  },
  {
    name: 'status',
    folder: 'actions/status',
    main: '../../dist/status/index.js',
    given: { 'github-token': 'ghs_token', 'config-repository': 'acme/config' },
    read: (runner: Runner): void => void readStatusInputs(runner),
    set: (runner: Runner): void => setStatusOutputs(runner, NO_BOARD),
  },
])('the action $name', ({ folder, main, given, read, set }) => {
  test('declares the inputs that it reads, and no others', async () => {
    expect(namesRead(read, given)).toEqual(Object.keys((await declared(folder)).inputs).toSorted());
  });

  test('declares the outputs that it sets, and no others', async () => {
    expect(namesSet(set)).toEqual(Object.keys((await declared(folder)).outputs).toSorted());
  });

  test('runs its own bundle', async () => {
    expect((await declared(folder)).runs.main).toBe(main);
  });
});
