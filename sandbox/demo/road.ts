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
  resume,
  rollBack,
  textOf,
} from './promotions.ts';
import { changeApplication, type Stage } from './stage.ts';
import type { DemoTerminal } from './terminal.ts';

/** The whole road of three releases. Returns whether every environment ends with the digest of the last. */
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

  await changePage(stage, 'Open on Sundays, this time for real', 'Take orders on Sundays');
  const second = await release(terminal, stage, await build(terminal, stage, 'v1.4.1'), 'v1.4.1');
  await promoteToDev(terminal, stage, second.record);
  await advance(terminal, stage, 'Advance: v1.4.1 is the front of the queue into staging');
  stage.clock.wait(10 * MINUTE);
  await changePage(stage, 'Open on Sundays and holidays', 'Take orders on holidays');
  const third = await release(terminal, stage, await build(terminal, stage, 'v1.4.2'), 'v1.4.2');
  await toStaging(terminal, stage, third, 'Advance: v1.4.1 soaked too short and gives way');
  await advance(terminal, stage, 'Advance: the newest release is proposed to prod');
  await approveProd(stage);
  await advance(terminal, stage, 'A person has approved, and prod is still paused');
  await resume(terminal, stage);
  await advanceInto(terminal, stage, 'prod', 'Resumed: the newest release passes');
  await advance(terminal, stage, 'Advance again: run twice, nothing happens twice');
  return reached && (await declared(stage, third, ['dev', 'staging', 'prod']));
}

/** One more release, for the pages: its pull request into staging stays open and waits for its gates. */
export async function leaveOneOpen(terminal: DemoTerminal, stage: Stage): Promise<void> {
  await changePage(stage, 'Open on Mondays too', 'Take orders on Mondays');
  const next = await release(terminal, stage, await build(terminal, stage, 'v1.5.0'), 'v1.5.0');
  await promoteToDev(terminal, stage, next.record);
  await advance(terminal, stage, 'Advance: v1.5.0 stays open and waits');
}

async function changePage(stage: Stage, heading: string, title: string): Promise<void> {
  const page = `<h1>${heading}</h1>\n`;
  await changeApplication(stage.application, title, { 'public/index.html': page });
}

async function toStaging(
  terminal: DemoTerminal,
  stage: Stage,
  built: Built,
  title = 'Advance: staging waits for its soak',
): Promise<void> {
  await promoteToDev(terminal, stage, built.record);
  await advance(terminal, stage, title);
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
