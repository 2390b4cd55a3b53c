import { parseReference } from '../../src/image/reference.ts';
import { createRegistry } from '../../src/registry/registry.ts';

// Run as a program of its own, so that the memory it takes is that of the read and of nothing else.
const registry = createRegistry({ credentials: { of: () => Promise.resolve(undefined) } });
const [, , host] = process.argv;
// The first request loads what every request needs; there is no such repository.
await registry.resolve(parseReference(`${host}/acme/none:v1`));
const before = process.resourceUsage().maxRSS;
const thrown: unknown = await registry
  .resolve(parseReference(`${host}/acme/api:v1`))
  .catch((error: unknown) => error);
const grown = (process.resourceUsage().maxRSS - before) * 1024;
const code = thrown instanceof Error && 'code' in thrown ? thrown.code : 'nothing was thrown';
process.stdout.write(JSON.stringify({ code, grown }));
