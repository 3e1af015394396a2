import { contextPaths } from '../../../design/language/functions.ts';

/** Expressions that a field may hold, with what they came to when the workflow last ran. */

export interface Suggestion {
  /** A JSONPath, or JSONata without its brackets. */
  expression: string;
  /** JSON text, cut where it is long. */
  sample?: string;
}

export interface SuggestionGroup {
  title: string;
  suggestions: Suggestion[];
}

const most = 200;
const deepest = 6;
const longest = 80;

/**
 * The places in a value, outermost first.
 * @param root What stands for the whole of it, as `$` or `$states.input`.
 */
export function placesIn(value: unknown, root: string, isJsonata: boolean): Suggestion[] {
  const found: Suggestion[] = [];
  let level: [string, unknown][] = [[root, value]];
  for (let depth = 0; depth < deepest && level.length > 0 && found.length < most; depth++) {
    const below: [string, unknown][] = [];
    for (const [expression, at] of level) {
      if (found.length === most) {
        break;
      }

      found.push({ expression, sample: sampleOf(at) });
      if (Array.isArray(at)) {
        if (at.length > 0) {
          below.push([`${expression}[0]`, at[0]]);
        }
      } else if (typeof at === 'object' && at !== null) {
        for (const [name, inner] of Object.entries(at)) {
          below.push([expression + step(name, isJsonata), inner]);
        }
      }
    }

    level = below;
  }

  return found;
}

function step(name: string, isJsonata: boolean): string {
  return /^[A-Za-z_]\w*$/.test(name) && !(isJsonata && /^(and|or|in|true|false|null|function)$/.test(name)) ? `.${name}`
    : isJsonata ? `.\`${name}\``
    : `['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
}

function sampleOf(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** The context object's members, but for those that are not there for all. */
export function contextPlaces(isJsonata: boolean, { hasToken, isItem }: { hasToken: boolean; isItem: boolean }): Suggestion[] {
  const root = isJsonata ? '$states.context' : '$$';
  const isThere = (path: string): boolean => (path.startsWith('Task') ? hasToken : path.startsWith('Map') ? isItem : true);
  return contextPaths.filter(isThere).map((path) => ({ expression: `${root}.${path}` }));
}
