import { type Built, build, release } from './builds.ts';
import { MINUTE } from './clock.ts';
import {
  advance,
  advanceInto,
  approveProd,
  type DemoEnvironment,
  FILES,
  promoteToDev,
  reportHealthy,
  rollBack,
  textOf,
} from './promotions.ts';
import type { Stage } from './stage.ts';
import type { DemoTerminal } from './terminal.ts';

/** The whole road of two releases. Returns whether every environment ends with the digest of the second. */
export async function travel(terminal: DemoTerminal, stage: Stage): Promise<boolean> {
  const first = await release(terminal, stage, await build(terminal, stage, 'v1.4.0'), 'v1.4.0');
  await toStaging(terminal, stage, first);
  await advance(terminal, stage, 'Advance: prod waits for a person and for its window');
  await approveProd(stage);
  stage.clock.waitUntil(stage.windowOpens);
  await advanceInto(terminal, stage, 'prod', 'Tuesday, 9:00 in Berlin; a person has approved');
  const reached = await declared(stage, first, ['dev', 'staging', 'prod']);

  stage.clock.wait(MINUTE);
  await rollBack(terminal, stage, 'orders fail on Sundays');
  await advance(terminal, stage, 'Advance: what was rolled back stays away');

  await stage.application.push(
    'main',
    { 'public/index.html': '<h1>Open on Sundays, this time for real</h1>\n' },
    { message: 'Take orders on Sundays (#9)', author: 'bob' },
  );
  const second = await release(terminal, stage, await build(terminal, stage, 'v1.4.1'), 'v1.4.1');
  await toStaging(terminal, stage, second);
  await advance(terminal, stage, 'Advance: the newer release is proposed to prod');
  await approveProd(stage);
  await advanceInto(terminal, stage, 'prod', 'A person has approved: the newer release passes');
  await advance(terminal, stage, 'Advance again: run twice, nothing happens twice');
  return reached && (await declared(stage, second, ['dev', 'staging', 'prod']));
}

async function toStaging(terminal: DemoTerminal, stage: Stage, built: Built): Promise<void> {
  await promoteToDev(terminal, stage, built.record);
  await advance(terminal, stage, 'Advance: staging waits for its soak');
  stage.clock.wait(31 * MINUTE);
  await reportHealthy(stage);
  await advanceInto(terminal, stage, 'staging', 'Half an hour later, and dev is healthy');
  stage.clock.wait(MINUTE);
}

async function declared(
  stage: Stage,
  { digest }: Built,
  environments: readonly DemoEnvironment[],
): Promise<boolean> {
  const texts = await Promise.all(
    environments.map((environment) => textOf(stage.config, 'main', FILES[environment])),
  );
  return digest !== '' && texts.every((text) => text.includes(digest));
}
