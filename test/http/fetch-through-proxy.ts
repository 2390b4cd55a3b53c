import { fetchFor, useEnvironmentProxy } from '../../src/http/http.ts';

// Run as a program of its own by the proxy's test.
useEnvironmentProxy(process.env);
const outcome = await fetchFor(process.env)(process.argv[2] ?? '').then(
  (response) => String(response.status),
  (error: unknown) => String(error),
);
process.stdout.write(outcome);
