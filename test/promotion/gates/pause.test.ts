import { describe, expect, test } from '@jest/globals';
import { pauseGate } from '../../../src/promotion/gates/pause.ts';
import type { KnownPause } from '../../../src/promotion/pause/pauses.ts';

const NOON = '2026-03-02T12:00:00Z';
const EVENING = '2026-03-02T18:00:00Z';

function pause(reason: string, until?: string): KnownPause {
  const where = { text: `#${reason}`, url: undefined };
  return { images: undefined, reason, by: undefined, at: undefined, until, link: undefined, where };
}

describe('of several pauses', () => {
  test('those that end last are named, so that it stays true until then', () => {
    const gate = pauseGate('prod', [pause('slow', NOON), pause('errors', EVENING)]);
    expect(gate?.reason).toContain('prod is paused: errors.');
    expect(gate?.reason).not.toContain('slow');
    expect(gate?.until).toEqual(new Date(EVENING));
    expect(gate?.evidence).toEqual([{ text: '#errors', url: undefined }]);
  });

  test('a person ends what has no end', () => {
    const gate = pauseGate('prod', [pause('slow', NOON), pause('errors')]);
    expect(gate?.reason).toBe('prod is paused: errors. It ends when a person resumes it.');
    expect(gate?.until).toBeUndefined();
  });

  test('those that end together are all named, and each sentence once', () => {
    const gate = pauseGate('prod', [pause('slow'), pause('errors'), pause('slow')]);
    expect(gate?.reason).toBe(
      'prod is paused: slow. prod is paused: errors. It ends when a person resumes it.',
    );
  });
});

test('nothing is paused', () => {
  expect(pauseGate('prod', [])).toBeUndefined();
});
