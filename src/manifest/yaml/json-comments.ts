/**
 * A text of JSON with comments (`//` and block comments) and trailing commas, with blanks in their place: what is left is
 * JSON, and every offset stays. Of any other text nothing is to be made of the result.
 */
export function blankComments(text: string): string {
  const bare = text.replace(LEXEMES, (lexeme) =>
    lexeme.startsWith('"') ? lexeme : lexeme.replace(/[^\r\n]/g, ' '),
  );
  return bare.replace(TRAILING_COMMAS, (lexeme, closing: string | undefined) =>
    closing === undefined ? lexeme : ` ${closing}`,
  );
}

// What does not close goes to the end of its line, or of the text, so that no character is read twice.
const STRING = String.raw`"(?:[^"\\\r\n]|\\.)*"?`;
const LEXEMES = new RegExp(String.raw`${STRING}|//[^\r\n]*|/\*[\s\S]*?(?:\*/|$)`, 'g');
const TRAILING_COMMAS = new RegExp(String.raw`${STRING}|,(\s*[}\]])`, 'g');
