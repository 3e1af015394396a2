/** JSON whose numbers stay what they are written as, where a number of JavaScript does not hold them. */

/** A number as it is written. */
export class ExactNumber {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** Whether a number, written again, is another text. */
function isWrittenOtherwise(text: string): boolean {
  return String(Number(text)) !== text;
}

/** A number of JSON text: an {@link ExactNumber} where it would be written as another text. */
export function numberOf(text: string): number | ExactNumber {
  return isWrittenOtherwise(text) ? new ExactNumber(text) : Number(text);
}

/** Reads JSON text. Throws SyntaxError. @param isKept Which numbers become {@link ExactNumber}s. */
export function parseExactly(text: string, isKept: (number: string) => boolean = isWrittenOtherwise): unknown {
  // Where it is wrong, it is to be told of the text itself.
  JSON.parse(text);
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => (token.startsWith('"') ? `"s${token.slice(1)}` : isKept(token) ? `"n${token}"` : token));
  return unmarked(JSON.parse(marked));
}

/** Strings and names without the sign before them that tells them from numbers. */
function unmarked(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.startsWith('n') ? new ExactNumber(value.slice(1)) : value.slice(1);
  }

  if (Array.isArray(value)) {
    return value.map(unmarked);
  }

  // As JSON.parse does it, "__proto__" is a name like others.
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.slice(1), unmarked(inner)])) : value;
}

/** Writes JSON text on one line. What has no JSON is left out, as JSON.stringify does it. */
export function writeExactly(value: unknown): string {
  if (value instanceof ExactNumber) {
    return value.text;
  }

  if (Array.isArray(value)) {
    return `[${value.map(writeExactly).join(',')}]`;
  }

  return typeof value === 'object' && value !== null
    ? `{${Object.entries(value).filter(([, inner]) => inner !== undefined).map(([name, inner]) => `${JSON.stringify(name)}:${writeExactly(inner)}`).join(',')}}`
    : (JSON.stringify(value) ?? 'null');
}
