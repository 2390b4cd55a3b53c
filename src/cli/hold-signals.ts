import type { HeldSignals } from './output/terminal.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Keeps Ctrl-C and its like from ending the process until `release`: what is half done is taken back or
 * finished first. Whoever holds them looks at `caught` often, and lets the process end by the signal
 * afterwards.
 */
export function holdSignals(caught: (signal: NodeJS.Signals) => void): HeldSignals {
  let isCaught = false;
  const listener = (signal: NodeJS.Signals): void => {
    isCaught = true;
    caught(signal);
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    isCaught: () => isCaught,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}
