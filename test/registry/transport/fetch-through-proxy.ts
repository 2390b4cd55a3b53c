import { useEnvironmentProxy } from '../../../src/registry/transport/proxy.ts';

// Run as a program of its own by the proxy's test.
useEnvironmentProxy(process.env);
const outcome = await fetch(process.argv[2] ?? '').then(
  (response) => String(response.status),
  (error: unknown) => String(error),
);
process.stdout.write(outcome);
