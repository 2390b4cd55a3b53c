import { describe, expect, test } from '@jest/globals';
import { gatesOf } from '../a-question.ts';
import { windowGate } from '../../../../src/promotion/gates/calendar/window.ts';
import { yaml } from '../../../yaml.ts';

function said(gates: string, now: string): string {
  const { state, reason, until } = windowGate(gatesOf(gates), new Date(now));
  return `${state} ${reason}${until === undefined ? '' : ` -> ${until.toISOString()}`}`;
}

const OFFICE = '{ days: [mon, tue, wed, thu], hours: "09:00-16:00", timezone: Europe/Berlin }';
const YEAR_END = '[{ from: 2026-12-20, to: 2027-01-04, timezone: Europe/Berlin, reason: year end }]';

describe('a window', () => {
  test.each([
    [
      'within its hours',
      '2026-01-05T10:00:00Z',
      'passed Open until 2026-01-05 15:00 UTC (Mon 16:00 Europe/Berlin). -> 2026-01-05T15:00:00.000Z',
    ],
    [
      'at its first moment',
      '2026-01-05T08:00:00Z',
      'passed Open until 2026-01-05 15:00 UTC (Mon 16:00 Europe/Berlin). -> 2026-01-05T15:00:00.000Z',
    ],
    [
      'a moment before',
      '2026-01-05T07:59:59.999Z',
      'pending Closed; opens 2026-01-05 08:00 UTC (Mon 09:00 Europe/Berlin). -> 2026-01-05T08:00:00.000Z',
    ],
    [
      'at its end, which does not belong to it',
      '2026-01-05T15:00:00Z',
      'pending Closed; opens 2026-01-06 08:00 UTC (Tue 09:00 Europe/Berlin). -> 2026-01-06T08:00:00.000Z',
    ],
    [
      'over the weekend, in the same words all the time',
      '2026-01-09T12:00:00Z',
      'pending Closed; opens 2026-01-12 08:00 UTC (Mon 09:00 Europe/Berlin). -> 2026-01-12T08:00:00.000Z',
    ],
    [
      'over a change of the clocks',
      '2026-03-27T12:00:00Z',
      'pending Closed; opens 2026-03-30 07:00 UTC (Mon 09:00 Europe/Berlin). -> 2026-03-30T07:00:00.000Z',
    ],
  ])('%s', (_, now, expected) => {
    expect(said(`window: ${OFFICE}`, now)).toBe(expected);
  });

  test.each([
    [
      'runs past midnight and belongs to the day on which it begins',
      '{ days: [sat], hours: "22:00-04:00" }',
      '2026-01-11T03:00:00Z',
      'passed Open until 2026-01-11 04:00 UTC. -> 2026-01-11T04:00:00.000Z',
    ],
    [
      'that runs past midnight is closed in the night before',
      '{ days: [sat], hours: "22:00-04:00" }',
      '2026-01-10T03:00:00Z',
      'pending Closed; opens 2026-01-10 22:00 UTC. -> 2026-01-10T22:00:00.000Z',
    ],
    [
      'of whole days that follow each other has one end',
      '{ days: [sat, sun] }',
      '2026-01-10T12:00:00Z',
      'passed Open until 2026-01-12 00:00 UTC. -> 2026-01-12T00:00:00.000Z',
    ],
    ['of every hour of every day has no end', '{}', '2026-01-10T12:00:00Z', 'passed Open.'],
    [
      'of every hour of every day has no end where clocks change',
      '{ timezone: Europe/Berlin }',
      '2026-03-28T12:00:00Z',
      'passed Open.',
    ],
    [
      'until 24:00 meets the next day',
      '{ days: [mon, tue], hours: "12:00-24:00" }',
      '2026-01-05T13:00:00Z',
      'passed Open until 2026-01-06 00:00 UTC. -> 2026-01-06T00:00:00.000Z',
    ],
    [
      'whose hours are skipped by the clocks opens a week later',
      '{ days: [sun], hours: "02:00-03:00", timezone: Europe/Berlin }',
      '2026-03-29T00:30:00Z',
      'pending Closed; opens 2026-04-05 00:00 UTC (Sun 02:00 Europe/Berlin). -> 2026-04-05T00:00:00.000Z',
    ],
    [
      'that begins in an hour that is skipped opens when the clocks change',
      '{ days: [sun], hours: "02:30-05:00", timezone: Europe/Berlin }',
      '2026-03-29T00:30:00Z',
      'pending Closed; opens 2026-03-29 01:00 UTC (Sun 03:00 Europe/Berlin). -> 2026-03-29T01:00:00.000Z',
    ],
    [
      'that ends in an hour that comes twice closes the first time',
      '{ days: [sun], hours: "01:00-02:30", timezone: Europe/Berlin }',
      '2026-10-25T00:00:00Z',
      'passed Open until 2026-10-25 00:30 UTC (Sun 02:30 Europe/Berlin). -> 2026-10-25T00:30:00.000Z',
    ],
    [
      'that holds the hour that comes twice is an hour longer',
      '{ days: [sun], hours: "01:00-05:00", timezone: Europe/Berlin }',
      '2026-10-25T00:00:00Z',
      'passed Open until 2026-10-25 04:00 UTC (Sun 05:00 Europe/Berlin). -> 2026-10-25T04:00:00.000Z',
    ],
  ])('%s', (_, window, now, expected) => {
    expect(said(`window: ${window}`, now)).toBe(expected);
  });

  test('of several, one that is open is enough', () => {
    const two = 'window: [{ days: [mon], hours: "09:00-10:00" }, { days: [mon], hours: "09:30-12:00" }]';
    expect(said(two, '2026-01-05T09:15:00Z')).toBe(
      'passed Open until 2026-01-05 12:00 UTC. -> 2026-01-05T12:00:00.000Z',
    );
  });

  test('of several, the one that opens first is named, in its own zone', () => {
    const two = `window: [${OFFICE}, { days: [fri], timezone: America/New_York }]`;
    expect(said(two, '2026-01-08T20:00:00Z')).toBe(
      'pending Closed; opens 2026-01-09 05:00 UTC (Fri 00:00 America/New_York). -> 2026-01-09T05:00:00.000Z',
    );
  });

  test('says the same from its end to its next opening', () => {
    const texts = Array.from({ length: 17 }, (_, hour) =>
      said(`window: ${OFFICE}`, new Date(Date.UTC(2026, 0, 5, 15 + hour)).toISOString()),
    );
    expect(new Set(texts).size).toBe(1);
  });
});

describe('a freeze', () => {
  const frozen = 'Frozen from 2026-12-20 to 2027-01-04 (Europe/Berlin): year end';

  test.each([
    [
      'wins over an open window',
      `{ window: ${OFFICE}, freeze: ${YEAR_END} }`,
      '2026-12-21T10:00:00Z',
      `pending ${frozen}; opens 2027-01-05 08:00 UTC (Tue 09:00 Europe/Berlin). -> 2027-01-05T08:00:00.000Z`,
    ],
    [
      'holds its first day from midnight on, in its own zone',
      `freeze: ${YEAR_END}`,
      '2026-12-19T23:00:00Z',
      `pending ${frozen}; opens 2027-01-04 23:00 UTC (Tue 00:00 Europe/Berlin). -> 2027-01-04T23:00:00.000Z`,
    ],
    [
      'holds the whole of its last day',
      `freeze: ${YEAR_END}`,
      '2027-01-04T22:59:59Z',
      `pending ${frozen}; opens 2027-01-04 23:00 UTC (Tue 00:00 Europe/Berlin). -> 2027-01-04T23:00:00.000Z`,
    ],
    ['is over on the next day', `freeze: ${YEAR_END}`, '2027-01-04T23:00:00Z', 'passed Open.'],
    [
      'closes a window before its hours end',
      yaml`
        window: { hours: "09:00-23:30", timezone: America/New_York }
        freeze: [{ from: 2026-12-20, to: 2026-12-20 }]
      `,
      '2026-12-19T20:00:00Z',
      'passed Open until 2026-12-20 00:00 UTC. -> 2026-12-20T00:00:00.000Z',
    ],
    [
      'of one day',
      'freeze: [{ from: 2026-05-01, to: 2026-05-01 }]',
      '2026-05-01T12:00:00Z',
      'pending Frozen on 2026-05-01 (UTC); opens 2026-05-02 00:00 UTC. -> 2026-05-02T00:00:00.000Z',
    ],
    [
      'that meets another one',
      'freeze: [{ from: 2026-05-01, to: 2026-05-02 }, { from: 2026-05-03, to: 2026-05-04 }]',
      '2026-05-01T12:00:00Z',
      'pending Frozen from 2026-05-01 to 2026-05-02 (UTC); opens 2026-05-05 00:00 UTC. -> 2026-05-05T00:00:00.000Z',
    ],
  ])('%s', (_, gates, now, expected) => {
    expect(said(gates, now)).toBe(expected);
  });

  test('is named from the end of the last hours before it to the next opening', () => {
    const gates = `{ window: ${OFFICE}, freeze: ${YEAR_END} }`;
    const texts = Array.from({ length: 18 }, (_, day) =>
      said(gates, new Date(Date.UTC(2026, 11, 18 + day, 6)).toISOString()),
    );
    expect([...new Set(texts)]).toEqual([
      `pending ${frozen}; opens 2027-01-05 08:00 UTC (Tue 09:00 Europe/Berlin). -> 2027-01-05T08:00:00.000Z`,
    ]);
  });

  test('is no evidence before it begins, where the hours end by themselves at that moment', () => {
    const gates = gatesOf(yaml`
      window: { days: [sat] }
      freeze: [{ from: 2026-01-11, to: 2026-01-12 }]
    `);
    expect(windowGate(gates, new Date('2026-01-10T12:00:00Z'))).toMatchObject({
      reason: 'Open until 2026-01-11 00:00 UTC.',
      evidence: [],
    });
  });

  test('is there as evidence before it begins, when it is what closes', () => {
    expect(windowGate(gatesOf(`freeze: ${YEAR_END}`), new Date('2026-12-01T00:00:00Z')).evidence).toEqual([
      { text: `${frozen}.`, url: undefined },
    ]);
  });
});
