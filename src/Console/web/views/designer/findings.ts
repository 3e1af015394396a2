import type { Diagnostic } from '../../api/types.ts';
import type { Document } from '../../design/document.ts';
import { pointerOf } from '../../model/pointer.ts';

/** Something that is wrong with a definition, and where. */
export interface Finding {
  severity: Diagnostic['severity'];
  message: string;
  /** The place of the state that it is about. */
  state?: string;
  /** Its place, as a JSON pointer; empty where it is about the whole, or the text is no JSON. */
  place: string;
  /** Where it stands in the text. */
  from: number;
  to: number;
}

/** Why a text is no JSON. */
export function faultsOf({ problems }: Document): Finding[] {
  return problems.map(({ message, from, to }) => ({ severity: 'ERROR', message, place: '', from, to }));
}

/** Where in a document stands what the server found. A place that is not there leads to what is around it. */
export function locate(document: Document, diagnostics: readonly Diagnostic[]): Finding[] {
  return diagnostics.map(({ severity, message, location = '' }) => {
    let place = location === '/' ? '' : location;
    let range = document.rangeOf(place);
    while (!range && place !== '') {
      place = place.slice(0, Math.max(0, place.lastIndexOf('/')));
      range = document.rangeOf(place);
    }

    // Of what is long only the beginning is marked: a whole state or definition would be all red.
    const from = range?.from ?? 0;
    const line = document.text.indexOf('\n', from);
    const to = Math.min(range?.to ?? 0, line === -1 ? Infinity : line);
    const state = document.stateAt(place);
    return { severity, message, place, from, to: Math.max(from, to), ...(state ? { state: pointerOf(state) } : {}) };
  });
}

/** By the places of the states that they are about. */
export function byState(findings: readonly Finding[]): Map<string, Finding[]> {
  const states = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.state !== undefined) {
      const of = states.get(finding.state);
      if (of) {
        of.push(finding);
      } else {
        states.set(finding.state, [finding]);
      }
    }
  }

  return states;
}
