export * from '../../sandbox/runner/run-action.ts';
