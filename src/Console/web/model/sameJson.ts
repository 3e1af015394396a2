/** Whether two JSON texts say the same, however they are laid out and in whatever order members stand. */
export function isSameJson(a: string, b: string): boolean {
  if (a === b) {
    return true;
  }

  try {
    return isEqual(parse(a), parse(b));
  } catch {
    return false;
  }
}

/** The value of JSON text. Integers that a number does not hold exactly, and what is too large for one, stand in it as they are written. */
function parse(text: string): unknown {
  return JSON.parse(
    text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => {
      const value = token.startsWith('"') ? NaN : Number(token);
      const isExact = Number.isNaN(value) || Number.isSafeInteger(value) || (Number.isFinite(value) && !/^-?\d+$/.test(token));
      return isExact ? token : `["number","${token}"]`;
    }),
  );
}

function isEqual(a: unknown, b: unknown): boolean {
  if (a === b || typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) {
    return a === b;
  }

  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isEqual((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]))
  );
}
