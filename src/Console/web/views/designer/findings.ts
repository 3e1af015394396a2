import type { Diagnostic } from '../../api/types.ts';
import type { Document } from '../../design/document.ts';
import { markOf, placeOf, repeated, stateOf } from '../../design/language/diagnostics.ts';
import { designTexts } from '../../designTexts.ts';

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

/** What is wrong with a document: why it is no JSON, or names that stand twice, and what the server found. */
export function findingsOf(document: Document, diagnostics: readonly Diagnostic[]): Finding[] {
  if (!document.isReadable) {
    return document.problems.map(({ message, from, to }) => ({ severity: 'ERROR', message, place: '', from, to }));
  }

  return [
    ...repeated(document).map((name): Finding => {
      const [from, to] = [name.offset, name.offset + name.length];
      const place = document.pointerAt(from);
      return { severity: 'ERROR', message: designTexts.repeated, from, to, ...placed(document, place) };
    }),
    ...diagnostics.map(({ severity, message, location }): Finding => {
      const place = placeOf(document, location);
      return { severity, message, ...markOf(document, place), ...placed(document, place) };
    }),
  ];
}

function placed(document: Document, place: string): Pick<Finding, 'place' | 'state'> {
  const state = stateOf(document, place);
  return { place, ...(state === undefined ? {} : { state }) };
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
