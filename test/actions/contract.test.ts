import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { readInputs as readBuildInputs } from '../../src/actions/build/inputs.ts';
import { NO_RESULT as NO_BUILD, setOutputs as setBuildOutputs } from '../../src/actions/build/outputs.ts';
import { readInputs as readRecordInputs } from '../../src/actions/record/inputs.ts';
import { NO_RESULT as NO_RECORD, setOutputs as setRecordOutputs } from '../../src/actions/record/outputs.ts';
import type { InputReader, Runner } from '../../src/runner/runner.ts';
import { fakeRunner } from '../runner/fake-runner.ts';

// What an action.yml promises is what the code reads and sets: an input that nobody reads, or one that is read and not
// declared (the runner then warns and passes nothing), fails here.

const schema = z.object({
  inputs: z.record(
    z.string(),
    z.object({ description: z.string(), default: z.string().optional(), required: z.boolean().optional() }),
  ),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
  runs: z.object({ using: z.literal('node24'), main: z.string() }),
});

type Action = 'build' | 'record';
const declared = async (name: Action) =>
  schema.parse(parse(await readFile(new URL(`../../actions/${name}/action.yml`, import.meta.url), 'utf8')));

/** The names that `read` asks the runner for. */
function namesRead(read: (runner: Runner) => void): string[] {
  const names = new Set<string>();
  const runner = fakeRunner({ inputs: { image: 'ghcr.io/acme/api:v1' } });
  const spy = (method: keyof InputReader) => {
    const original: (name: string, ...rest: never[]) => unknown = runner.inputs[method];
    return (name: string, ...rest: never[]) => {
      names.add(name);
      return name === 'image'
        ? 'ghcr.io/acme/api'.concat(read === recordInputs ? ':v1' : '')
        : original(name, ...rest);
    };
  };
  const inputs = new Proxy(runner.inputs, { get: (_, method: keyof InputReader) => spy(method) });
  read({ ...runner, inputs });
  return [...names].toSorted();
}

const buildInputs = (runner: Runner): void => void readBuildInputs(runner, {});
const recordInputs = (runner: Runner): void => void readRecordInputs(runner);

function namesSet(set: (runner: Runner) => void): string[] {
  const runner = fakeRunner();
  set(runner);
  return Object.keys(runner.outputs).toSorted();
}

describe.each([
  ['build', buildInputs, (runner: Runner) => setBuildOutputs(runner, NO_BUILD)],
  ['record', recordInputs, (runner: Runner) => setRecordOutputs(runner, NO_RECORD)],
] as const)('the action %s', (name, read, set) => {
  test('declares the inputs that it reads, and no others', async () => {
    expect(namesRead(read)).toEqual(Object.keys((await declared(name)).inputs).toSorted());
  });

  test('declares the outputs that it sets, and no others', async () => {
    expect(namesSet(set)).toEqual(Object.keys((await declared(name)).outputs).toSorted());
  });

  test('runs its own bundle', async () => {
    expect((await declared(name)).runs.main).toBe(`../../dist/${name}/index.js`);
  });
});
