import { request } from 'node:https';
import { z } from 'zod';

/** How to reach a Kubernetes API server. */
export interface Access {
  readonly port: number;
  readonly token: string;
  /** Its certificate, in PEM; read when it is there. */
  readonly certificate: () => string;
}

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

export type KubernetesObject = z.infer<typeof objectSchema>;

/** A Kubernetes API, as far as the tests use it. */
export interface Kubernetes {
  isReady(): Promise<boolean>;
  /** Makes objects what they say, as `kubectl apply --server-side` does. An unknown field is an error. */
  apply(...objects: readonly unknown[]): Promise<void>;
  /** Undefined when it is not there. */
  read(kind: string, name: string, namespace: string): Promise<KubernetesObject | undefined>;
  /** Writes the status, as the controller of the object would. */
  writeStatus(object: KubernetesObject, status: unknown): Promise<void>;
}

/** The kinds that the tests use: where the API has them. `Namespace` and definitions are in no namespace. */
const KINDS: Readonly<Record<string, readonly [api: string, plural: string]>> = {
  Namespace: ['v1', 'namespaces'],
  Secret: ['v1', 'secrets'],
  Deployment: ['apps/v1', 'deployments'],
  CustomResourceDefinition: ['apiextensions.k8s.io/v1', 'customresourcedefinitions'],
  GitRepository: ['source.toolkit.fluxcd.io/v1', 'gitrepositories'],
  Kustomization: ['kustomize.toolkit.fluxcd.io/v1', 'kustomizations'],
  Provider: ['notification.toolkit.fluxcd.io/v1beta3', 'providers'],
  Alert: ['notification.toolkit.fluxcd.io/v1beta3', 'alerts'],
};

interface Question {
  readonly method: 'GET' | 'PATCH';
  readonly path: string;
  readonly type?: string;
  readonly body?: unknown;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

export function kubernetesAt(access: Access): Kubernetes {
  return {
    isReady: async () => {
      try {
        return (await send(access, { method: 'GET', path: '/readyz' })).status === 200;
      } catch {
        // It does not listen yet, or has not written its certificate.
        return false;
      }
    },
    apply: async (...objects) => {
      for (const object of objects) {
        const known = objectSchema.parse(object);
        const path = `${pathOf(known.kind, known.metadata)}?fieldManager=test&force=true&fieldValidation=Strict`;
        const type = 'application/apply-patch+yaml';
        done(await send(access, { method: 'PATCH', path, type, body: object }));
      }
    },
    read: async (kind, name, namespace) => {
      const answer = await send(access, { method: 'GET', path: pathOf(kind, { name, namespace }) });
      return answer.status === 404 ? undefined : objectSchema.parse(JSON.parse(done(answer)));
    },
    writeStatus: async ({ kind, metadata }, status) => {
      const path = `${pathOf(kind, metadata)}/status`;
      done(
        await send(access, { method: 'PATCH', path, type: 'application/merge-patch+json', body: { status } }),
      );
    },
  };
}

function pathOf(
  kind: string,
  { name, namespace }: { readonly name: string; readonly namespace?: string | undefined },
): string {
  const [api, plural] = KINDS[kind] ?? [];
  if (api === undefined) throw new Error(`The tests do not know the kind ${kind}`);
  const root = api === 'v1' ? '/api/v1' : `/apis/${api}`;
  return [root, ...(namespace === undefined ? [] : ['namespaces', namespace]), plural, name].join('/');
}

function done({ status, text }: Answer): string {
  if (status >= 300) throw new Error(`Kubernetes answers ${status}: ${text}`);
  return text;
}

function send({ port, token, certificate }: Access, { method, path, type, body }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(type === undefined ? {} : { 'content-type': type }),
    };
    const options = {
      host: '127.0.0.1',
      port,
      path,
      method,
      headers,
      ca: certificate(),
      agent: false,
    } as const;
    const sent = request(options, (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (part: string) => (text += part))
        .on('end', () => resolve({ status: response.statusCode ?? 0, text }))
        .on('error', reject);
    }).once('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
