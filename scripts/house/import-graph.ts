import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** One arrow: a file of the repository imports another one. Paths are relative to the root, with slashes. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly line: number;
  /** Only types are imported. This arrow is gone when the program runs. */
  readonly isTypeOnly: boolean;
  /** It is an `import()`: loaded when it is executed, and not before the file that says it. */
  readonly isOnDemand?: true;
}

/** `imports.get('src/image/record.ts')` lists the arrows out of that file, in the order of the file. */
export interface ImportGraph {
  readonly files: readonly string[];
  readonly imports: ReadonlyMap<string, readonly Arrow[]>;
}

const SOURCE = /\.(?:ts|cts|mts|js|mjs)$/;

/**
 * Reads what the sources in `folders` (such as `src`, `test`) import from each other. Types and `import()`
 * count too.
 */
export function readImportGraph(root: string, folders: readonly string[]): ImportGraph {
  const files = folders.flatMap((folder) => sourcesBelow(root, folder)).sort();
  return { files, imports: new Map(files.map((file) => [file, arrowsOf(root, file)])) };
}

function sourcesBelow(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

/** The arrows out of one file. `text` is what the file holds; without it, the file is read. */
export function arrowsOf(
  root: string,
  file: string,
  text: string = readFileSync(join(root, file), 'utf8'),
): readonly Arrow[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const arrows: Arrow[] = [];
  const add = (specifier: ts.Expression | undefined, isTypeOnly: boolean, isOnDemand = false): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const to = fileBehind(root, file, specifier.text);
    if (to === undefined) return;
    const line = source.getLineAndCharacterOfPosition(specifier.getStart(source)).line + 1;
    arrows.push({ from: file, to, line, isTypeOnly, ...(isOnDemand && { isOnDemand }) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isOfTypesOnly(node));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false, true);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return arrows;
}

/** True for `import type { A }` and for `import { type A, type B }`. */
function isOfTypesOnly({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined) return false;
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = importClause;
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}

function fileBehind(root: string, from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = resolve(root, dirname(from), specifier);
  if (!SOURCE.test(path)) return undefined;
  return relative(root, path).replaceAll('\\', '/');
}

/**
 * How many imports lie between each file and the nearest of `targets`: 0 for a target itself, 1 for a file
 * that imports one. A file that reaches none is missing.
 */
export function distancesTo(graph: ImportGraph, targets: Iterable<string>): ReadonlyMap<string, number> {
  const importers = new Map<string, string[]>();
  for (const { from, to } of [...graph.imports.values()].flat()) {
    const known = importers.get(to);
    if (known === undefined) importers.set(to, [from]);
    else known.push(from);
  }
  const distances = new Map<string, number>();
  let reached = [...targets];
  for (let distance = 0; reached.length > 0; distance += 1) {
    const next = reached.filter((file) => !distances.has(file));
    for (const file of next) distances.set(file, distance);
    reached = next.flatMap((file) => importers.get(file) ?? []);
  }
  return distances;
}
