import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { API, B, deployment, Folder } from '../cli/command-line.ts';
import { TerminalRun } from './halted-cli.ts';
import { NODES } from './on-nodes.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder().write({ 'envs/api.yaml': deployment(`${API}:v1`) });
});
afterEach(() => {
  folder.remove();
});

const CLEAR = '\r\u001B[2K';

describe.each(NODES)('on Node %d', (_major, node) => {
  test.each(['set', 'plan'])(
    'a terminal shows what %s does when it takes long, and then only its result',
    async (command) => {
      const argv = [command, 'envs', '--no-color', '--image', `${API}=v2@${B}`];
      const run = new TerminalRun(node, argv, folder.path, { call: 'readSync', number: 1, then: 'wait' });
      await run.halted();
      await run.shows('Reading files: 1 … 3 s');
      expect(await run.goOn()).toBe(0);
      const [, shown = '', result = ''] = /^(.*)\r\u001B\[2K(.*)$/s.exec(run.printed) ?? [];
      expect(shown.split(CLEAR)).toEqual(
        expect.arrayContaining(['', 'Reading files: 1 … 2 s', 'Reading files: 1 … 3 s']),
      );
      expect(result).toMatch(/^envs\/api\.yaml\r\n/);
      expect(result).toContain('1 reference');
    },
  );
});
