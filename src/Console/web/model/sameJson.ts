import { parseExactly } from './exactJson.ts';

/** Whether two JSON texts say the same, however they are laid out and in whatever order members stand. */
export function isSameJson(a: string, b: string): boolean {
  if (a === b) {
    return true;
  }

  try {
    return isEqual(parseExactly(a, isHeldInPart), parseExactly(b, isHeldInPart));
  } catch {
    return false;
  }
}

/** Whether a number is held by one of JavaScript only in part: an integer that is too large to be exact, or what is too large for any. */
function isHeldInPart(text: string): boolean {
  const value = Number(text);
  return !Number.isSafeInteger(value) && (!Number.isFinite(value) || /^-?\d+$/.test(text));
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
