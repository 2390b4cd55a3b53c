/** What a node id names; the rest of the id says which one. */
export type NodeKind =
  | 'R' // repository: full name
  | 'PR' // pull request: full name, number
  | 'REF' // full name, reference
  | 'C' // commit: full name, oid
  | 'T' // tree: full name, oid
  | 'B' // blob: full name, oid
  | 'TAG' // annotated tag: full name, oid
  | 'LA' // label: full name, id
  | 'IC' // comment: full name, number, id
  | 'PRR' // review: full name, number, id
  | 'SC' // status: full name, oid, id
  | 'DE' // deployment: full name, id
  | 'DES' // deployment status: full name, id
  | 'MQ' // merge queue: full name, branch
  | 'MQE' // merge queue entry: full name, number
  | 'BPR' // branch protection: full name, branch
  | 'U' // person: login
  | 'TE'; // team: organization, slug

const KINDS: readonly string[] = ['R,PR,REF,C,T,B,TAG,LA,IC,PRR,SC,DE,DES,MQ,MQE,BPR,U,TE'.split(',')].flat();

interface NodeName {
  readonly kind: NodeKind;
  readonly parts: readonly string[];
}

/**
 * Clients cannot read an id, and the stand-in can. So it needs no table, and an id says which repository a
 * mutation is about.
 */
export function nodeId(kind: NodeKind, ...parts: readonly (string | number)[]): string {
  return `${kind}_${Buffer.from(parts.join('\0')).toString('base64url')}`;
}

export function parseNodeId(id: string): NodeName | undefined {
  const at = id.indexOf('_');
  const kind = id.slice(0, at);
  if (at < 1 || !isKind(kind)) return undefined;
  return {
    kind,
    parts: Buffer.from(id.slice(at + 1), 'base64url')
      .toString('utf8')
      .split('\0'),
  };
}

function isKind(text: string): text is NodeKind {
  return KINDS.includes(text);
}
