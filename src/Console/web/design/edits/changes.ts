import { ChangeSet, Text } from '@codemirror/state';
import { designTexts } from '../../designTexts.ts';
import type { Change } from '../Design.ts';
import { Document } from '../document.ts';

/** An edit that cannot be made. The message is for people. */
export class Refusal extends Error {
  constructor(readonly reason: keyof typeof designTexts.refused) {
    super(designTexts.refused[reason]);
  }
}

/** Changes, and the place of the state that they made. */
export interface Placed {
  changes: Change[];
  place: string;
}

/** The text after changes. */
export function apply(text: string, changes: readonly Change[]): string {
  return ChangeSet.of(changes, text.length).apply(Text.of(text.split('\n'))).toString();
}

/** Edits one after the other, each of the text that the one before made, as changes of the first text. */
export function sequence(document: Document, ...edits: ((document: Document) => readonly Change[])[]): Change[] {
  let all = ChangeSet.empty(document.text.length);
  let now = document;
  for (const [i, edit] of edits.entries()) {
    const changes = edit(now);
    all = all.compose(ChangeSet.of(changes, now.text.length));
    if (i < edits.length - 1 && changes.length > 0) {
      now = new Document(apply(now.text, changes));
    }
  }

  const changes: Change[] = [];
  all.iterChanges((from, to, _, __, inserted) => changes.push({ from, to, insert: inserted.toString() }));
  return changes;
}

/** Puts a text in the place of another: what is the same at both ends stays. */
export function replace(document: Document, from: number, to: number, insert: string): Change[] {
  const before = document.text.slice(from, to);
  const shorter = Math.min(before.length, insert.length);
  let start = 0;
  while (start < shorter && before[start] === insert[start]) {
    start++;
  }

  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === insert.at(-1 - end)) {
    end++;
  }

  return start === before.length && start === insert.length ? [] : [{ from: from + start, to: to - end, insert: insert.slice(start, insert.length - end) }];
}
