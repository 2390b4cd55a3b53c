import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a server that takes longer: `host` stands in for the server's own. */
export interface DelayedWay {
  readonly host: string;
  close(): Promise<void>;
}

/**
 * Adds `milliseconds` to every round trip to a server on loopback: half of it on the way there and half on
 * the way back, for each piece of data, and a whole one to connect.
 */
export async function delayedWay(target: string, milliseconds: number): Promise<DelayedWay> {
  const [address = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ host: address, port: Number(port) });
    const opened = performance.now() + milliseconds;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    forward(near, far, milliseconds / 2, opened);
    forward(far, near, milliseconds / 2, opened);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await ended(server);
  };
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** Pieces keep their order, also where the first of them waits for the connection. */
function forward(from: Socket, to: Socket, milliseconds: number, opened: number): void {
  const steps: (() => void)[] = [];
  const later = (step: () => void): void => {
    steps.push(step);
    const wait = Math.max(milliseconds, opened + milliseconds - performance.now());
    setTimeout(() => steps.shift()?.(), wait);
  };
  from.on('data', (piece) => later(() => void to.write(piece)));
  from.on('end', () => later(() => to.end()));
}

function ended(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
