import ts from 'typescript';
import { regexMutations } from './regex-mutations.ts';

/** One change of one file: the text between `start` and `end` becomes `replacement`. */
export interface Mutant {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  readonly line: number;
  readonly column: number;
  /** The text that is replaced, shortened, and what it becomes. */
  readonly change: string;
}

const { SyntaxKind } = ts;

const COMPARISONS = new Map<ts.SyntaxKind, readonly string[]>([
  [SyntaxKind.LessThanToken, ['<=', '>=']],
  [SyntaxKind.LessThanEqualsToken, ['<', '>']],
  [SyntaxKind.GreaterThanToken, ['>=', '<=']],
  [SyntaxKind.GreaterThanEqualsToken, ['>', '<']],
  [SyntaxKind.EqualsEqualsEqualsToken, ['!==']],
  [SyntaxKind.ExclamationEqualsEqualsToken, ['===']],
  [SyntaxKind.EqualsEqualsToken, ['!=']],
  [SyntaxKind.ExclamationEqualsToken, ['==']],
]);
const ARITHMETIC = new Map<ts.SyntaxKind, string>([
  [SyntaxKind.PlusToken, '-'],
  [SyntaxKind.MinusToken, '+'],
  [SyntaxKind.AsteriskToken, '/'],
  [SyntaxKind.SlashToken, '*'],
  [SyntaxKind.PercentToken, '*'],
  [SyntaxKind.AsteriskAsteriskToken, '*'],
  [SyntaxKind.PlusEqualsToken, '-='],
  [SyntaxKind.MinusEqualsToken, '+='],
  [SyntaxKind.QuestionQuestionEqualsToken, '='],
]);
const LOGICAL = new Map<ts.SyntaxKind, string>([
  [SyntaxKind.AmpersandAmpersandToken, '||'],
  [SyntaxKind.BarBarToken, '&&'],
  [SyntaxKind.QuestionQuestionToken, '&&'],
]);
/** `x.filter(f)` becomes `x`. */
const REMOVABLE_CALLS = new Set([
  ...['filter', 'sort', 'toSorted', 'reverse', 'toReversed', 'slice', 'concat', 'flat', 'toSpliced'],
  ...['trim', 'trimStart', 'trimEnd', 'substring', 'toLowerCase', 'toUpperCase', 'replace', 'replaceAll'],
  ...['normalize', 'padStart', 'padEnd'],
]);
const SWAPPED_CALLS = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
  ['find', 'findLast'],
  ['findLast', 'find'],
  ['findIndex', 'findLastIndex'],
  ['findLastIndex', 'findIndex'],
  ['indexOf', 'lastIndexOf'],
  ['lastIndexOf', 'indexOf'],
  ['min', 'max'],
  ['max', 'min'],
]);
const PREDICATES = new Set(['some', 'every', 'includes', 'has', 'startsWith', 'endsWith', 'test', 'isArray']);

/**
 * Every mutant of one file, in the order of the text. Types, imports and names of properties stay as they
 * are.
 */
export function findMutants(file: string, text: string): readonly Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const mutants = new Map<string, Mutant>();

  const replaceRange = (start: number, end: number, replacement: string, change?: string): void => {
    if (text.slice(start, end) === replacement) return;
    const { line, character } = source.getLineAndCharacterOfPosition(start);
    mutants.set(`${start} ${end} ${replacement}`, {
      ...{ file, start, end, replacement, line: line + 1, column: character + 1 },
      change: change ?? `${shortened(text.slice(start, end))}  =>  ${shortened(replacement) || '(nothing)'}`,
    });
  };
  const replace = (node: ts.Node, replacement: string, change?: string): void =>
    replaceRange(node.getStart(source), node.end, replacement, change);

  const replaceCondition = (condition: ts.Expression, values: readonly string[]): void => {
    for (const value of values) replace(condition, value);
  };

  const visitStatement = (node: ts.Node): void => {
    if (ts.isIfStatement(node)) replaceCondition(node.expression, ['true', 'false']);
    else if (ts.isWhileStatement(node)) replaceCondition(node.expression, ['false']);
    else if (ts.isForStatement(node) && node.condition !== undefined)
      replaceCondition(node.condition, ['false']);
    else if (ts.isExpressionStatement(node) && !isAlone(node)) replace(node, ';');
    else if (ts.isThrowStatement(node) && !isAlone(node)) replace(node, ';');
    else if (ts.isContinueStatement(node) && !isAlone(node)) replace(node, ';');
    else if (ts.isBlock(node) && node.statements.length > 0) replace(node, '{}');
    else if (ts.isReturnStatement(node) && node.expression !== undefined) replaceResult(node.expression);
    else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) replaceResult(node.body);
  };
  const replaceResult = (result: ts.Expression): void => {
    if (isBoolean(result)) replaceCondition(result, ['true', 'false']);
    else if (!isConstant(result)) replace(result, 'undefined');
  };

  const visitOperator = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node)) {
      const { operatorToken, left, right } = node;
      for (const operator of COMPARISONS.get(operatorToken.kind) ?? []) replace(operatorToken, operator);
      const arithmetic = ARITHMETIC.get(operatorToken.kind);
      if (arithmetic !== undefined && !isText(left) && !isText(right)) replace(operatorToken, arithmetic);
      const logical = LOGICAL.get(operatorToken.kind);
      if (logical !== undefined) {
        const changed = `${operatorToken.getText(source)} becomes ${logical} in ${shortened(node.getText(source))}`;
        replace(node, `((${left.getText(source)}) ${logical} (${right.getText(source)}))`, changed);
      }
    } else if (ts.isConditionalExpression(node)) {
      replaceCondition(node.condition, ['true', 'false']);
    } else if (ts.isPrefixUnaryExpression(node)) {
      if (node.operator === SyntaxKind.ExclamationToken) replace(node, node.operand.getText(source));
      else if (node.operator === SyntaxKind.MinusToken) replace(node, node.operand.getText(source));
      else if (node.operator === SyntaxKind.PlusPlusToken) replace(node, `--${node.operand.getText(source)}`);
      else if (node.operator === SyntaxKind.MinusMinusToken)
        replace(node, `++${node.operand.getText(source)}`);
    } else if (ts.isPostfixUnaryExpression(node)) {
      replace(
        node,
        node.operand.getText(source) + (node.operator === SyntaxKind.PlusPlusToken ? '--' : '++'),
      );
    }
  };

  const visitLiteral = (node: ts.Node): void => {
    if (node.kind === SyntaxKind.TrueKeyword) replace(node, 'false');
    else if (node.kind === SyntaxKind.FalseKeyword) replace(node, 'true');
    else if (ts.isStringLiteralLike(node) && !isName(node))
      replace(node, node.text === '' ? "'mutated'" : "''");
    else if (ts.isTemplateExpression(node)) replace(node, "''");
    else if (ts.isArrayLiteralExpression(node))
      replace(node, node.elements.length === 0 ? "['mutated']" : '[]');
    else if (ts.isObjectLiteralExpression(node) && node.properties.length > 0) replace(node, '{}');
    else if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      const flags = node.text.slice(end + 1);
      for (const { source: pattern, change } of regexMutations(node.text.slice(1, end), flags))
        replace(node, `/${pattern}/${flags}`, `${shortened(node.text)}  =>  ${change}`);
    }
  };

  const visitAccess = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      if (REMOVABLE_CALLS.has(name.text))
        replace(node, expression.getText(source), `without .${name.text}(…)`);
      const swapped = SWAPPED_CALLS.get(name.text);
      if (
        swapped !== undefined &&
        (!/^(?:min|max)$/.test(name.text) || expression.getText(source) === 'Math')
      )
        replace(name, swapped);
    }
    if (
      !ts.isPropertyAccessExpression(node) &&
      !ts.isElementAccessExpression(node) &&
      !ts.isCallExpression(node)
    )
      return;
    const { questionDotToken: dot, expression } = node;
    if (dot === undefined) return;
    // From `a` of `a?.b` on: where `a` is undefined, what begins at `?.` counts as not executed.
    replaceRange(
      node.getStart(source),
      dot.end,
      expression.getText(source) + (ts.isPropertyAccessExpression(node) ? '.' : ''),
      `${shortened(node.getText(source))}  =>  without ?.`,
    );
  };

  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    visitStatement(node);
    visitOperator(node);
    visitLiteral(node);
    visitAccess(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...mutants.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The only statement of a block. It is no mutant of its own, because emptying the block is one. */
function isAlone({ parent }: ts.Statement): boolean {
  return ts.isBlock(parent) && parent.statements.length === 1;
}

/** The literals `true`, `'a'`, `[]` and `{ a }` have mutants of their own. */
function isConstant(node: ts.Expression): boolean {
  const inner = ts.isParenthesizedExpression(node) ? node.expression : node;
  return (
    [SyntaxKind.TrueKeyword, SyntaxKind.FalseKeyword].includes(inner.kind) ||
    ts.isStringLiteralLike(inner) ||
    ts.isTemplateExpression(inner) ||
    ts.isObjectLiteralExpression(inner) ||
    ts.isArrayLiteralExpression(inner) ||
    (ts.isIdentifier(inner) && inner.text === 'undefined')
  );
}

function isBoolean(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isBoolean(node.expression);
  if (ts.isPrefixUnaryExpression(node)) return node.operator === SyntaxKind.ExclamationToken;
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    if (COMPARISONS.has(kind) || kind === SyntaxKind.InKeyword || kind === SyntaxKind.InstanceOfKeyword)
      return true;
    return LOGICAL.has(kind) && isBoolean(node.left) && isBoolean(node.right);
  }
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    PREDICATES.has(node.expression.name.text)
  );
}

function isText(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/** The key of a property: `'a-b': 1`. */
function isName({ parent, pos }: ts.StringLiteralLike): boolean {
  return (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name.pos === pos;
}

function shortened(code: string): string {
  const line = code.replace(/\s+/g, ' ').trim();
  return line.length <= 70 ? line : `${line.slice(0, 45)} … ${line.slice(-20)}`;
}
