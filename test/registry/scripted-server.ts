import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { endWithTest } from '../end-with-test.ts';

export interface ScriptedServer {
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  readonly url: string;
  readonly requests: readonly {
    method: string;
    url: string;
    authorization: string | undefined;
    body: string;
  }[];
}

/** A server that answers as the script says, closed after the test. */
export async function scriptedServer(
  script: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<ScriptedServer> {
  const requests: { method: string; url: string; authorization: string | undefined; body: string }[] = [];
  const server = createServer((request, response) => {
    const entry = {
      method: request.method ?? '',
      url: request.url ?? '',
      authorization: request.headers.authorization,
      body: '',
    };
    requests.push(entry);
    request.setEncoding('utf8').on('data', (text: string) => (entry.body += text));
    request.on('end', () => script(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endWithTest(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { host: `127.0.0.1:${address.port}`, url: `http://127.0.0.1:${address.port}`, requests };
}
