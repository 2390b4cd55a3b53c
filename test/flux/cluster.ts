import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { endWithTest } from '../end-with-test.ts';
import { freePort } from '../free-port.ts';
import { type Kubernetes, kubernetesAt } from './kubernetes.ts';
import { type Program, startProgram, untilAnswered } from './program.ts';

/** A Kubernetes API without nodes, and the real Flux that works on it. */
export interface Cluster {
  readonly kubernetes: Kubernetes;
  /** Asks again until there is an answer, as long as every program lives. */
  until<T>(ask: () => Promise<T | undefined>): Promise<T>;
}

/**
 * Starts etcd, a Kubernetes API server and three controllers of Flux, as plain processes on free ports of the
 * loopback interface. No kubelet runs and nothing is pulled: a test says itself how a Deployment goes. `flux`
 * is the folder of the programs, from `findFlux`.
 */
export async function startCluster(flux: string): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-flux-'));
  endWithTest(() => rm(folder, { recursive: true, force: true }));
  const { kubernetes, programs } = await startKubernetes(flux, folder);
  await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } });
  await kubernetes.apply(...definitions(flux));
  programs.push(...(await startFlux(flux, folder)));
  return { kubernetes, until: (ask) => untilAnswered(programs, ask) };
}

/** The custom resources of Flux. */
function definitions(flux: string): readonly unknown[] {
  const files = join(flux, 'definitions');
  return readdirSync(files).map((name): unknown => parse(readFileSync(join(files, name), 'utf8')));
}

const ISSUER = 'https://kubernetes.default.svc';

export async function startKubernetes(
  flux: string,
  folder: string,
): Promise<{ readonly kubernetes: Kubernetes; readonly programs: Program[] }> {
  const [store, peer, port] = await Promise.all([freePort(), freePort(), freePort()]);
  const [storeUrl, peerUrl] = [store, peer].map((one) => `http://127.0.0.1:${one}`);
  const token = randomBytes(16).toString('hex');
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const certificate = join(folder, 'certificates', 'apiserver.crt');
  await Promise.all([
    writeFile(join(folder, 'accounts.key'), keys.privateKey, { mode: 0o600 }),
    writeFile(join(folder, 'accounts.pub'), keys.publicKey),
    writeFile(join(folder, 'tokens.csv'), `${token},admin,1,"system:masters"\n`, { mode: 0o600 }),
    writeFile(join(folder, 'kubeconfig'), kubeconfig(port, token, certificate), { mode: 0o600 }),
  ]);
  const etcd = startProgram({
    path: join(flux, 'etcd'),
    folder,
    env: {},
    args: [
      ...['--name=store', `--data-dir=${join(folder, 'etcd')}`, '--unsafe-no-fsync', '--log-level=warn'],
      ...[`--listen-client-urls=${storeUrl}`, `--advertise-client-urls=${storeUrl}`],
      ...[`--listen-peer-urls=${peerUrl}`, `--initial-advertise-peer-urls=${peerUrl}`],
      `--initial-cluster=store=${peerUrl}`,
    ],
  });
  const server = startProgram({
    path: join(flux, 'kube-apiserver'),
    folder,
    env: {},
    args: [
      ...[`--etcd-servers=${storeUrl}`, '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1'],
      ...[`--secure-port=${port}`, `--cert-dir=${join(folder, 'certificates')}`],
      ...[`--token-auth-file=${join(folder, 'tokens.csv')}`, '--anonymous-auth=false'],
      // What it would need a controller-manager and more addresses for.
      ...['--endpoint-reconciler-type=none', '--disable-admission-plugins=ServiceAccount'],
      ...[`--service-account-issuer=${ISSUER}`, '--service-cluster-ip-range=10.0.0.0/24'],
      `--service-account-key-file=${join(folder, 'accounts.pub')}`,
      `--service-account-signing-key-file=${join(folder, 'accounts.key')}`,
      ...['--authorization-mode=RBAC', '--profiling=false'],
    ],
  });
  const programs = [etcd, server];
  const kubernetes = kubernetesAt({ port, token, certificate: () => readFileSync(certificate, 'utf8') });
  await untilAnswered(programs, async () => (await kubernetes.isReady()) || undefined);
  return { kubernetes, programs };
}

/** JSON is YAML, too. */
function kubeconfig(port: number, token: string, certificate: string): string {
  const cluster = { server: `https://127.0.0.1:${port}`, 'certificate-authority': certificate };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace: 'flux-system' } }],
    'current-context': 'test',
  });
}

async function startFlux(flux: string, folder: string): Promise<readonly Program[]> {
  const [events, receiver, artifacts] = await Promise.all([freePort(), freePort(), freePort()]);
  await mkdir(join(folder, 'artifacts'));
  const env = { KUBECONFIG: join(folder, 'kubeconfig'), RUNTIME_NAMESPACE: 'flux-system' };
  // By default they listen on every address of the machine.
  const closed = ['--metrics-addr=0', '--health-addr=0'];
  const toEvents = `--events-addr=http://127.0.0.1:${events}/`;
  const start = (name: string, ...args: readonly string[]): Program =>
    startProgram({ path: join(flux, name), folder, env, args: [...args, ...closed] });
  const notification = start(
    'notification-controller',
    ...[`--events-addr=127.0.0.1:${events}`, `--receiverAddr=127.0.0.1:${receiver}`],
  );
  // An event that nobody takes is lost.
  await untilAnswered([notification], async () => (await listens(events)) || undefined);
  const source = start(
    'source-controller',
    ...[toEvents, `--storage-path=${join(folder, 'artifacts')}`],
    ...[`--storage-addr=127.0.0.1:${artifacts}`, `--storage-adv-addr=127.0.0.1:${artifacts}`],
  );
  return [notification, source, start('kustomize-controller', toEvents)];
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const say = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => say(true)).once('error', () => say(false));
  });
}
