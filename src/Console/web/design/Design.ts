import { history, invertedEffects, isolateHistory, redo, redoDepth, undo, undoDepth } from '@codemirror/commands';
import { Compartment, EditorState, type Extension, StateEffect, StateField, Text, Transaction, type TransactionSpec } from '@codemirror/state';
import { pointerOf } from '../model/pointer.ts';
import { Document } from './document.ts';

/** Replaces `from` to `to` of a text by `insert`. Those of one edit all speak of the text before it, and do not overlap. */
export interface Change {
  from: number;
  to: number;
  insert: string;
}

// A large workflow can be undone to the empty page that it was drawn on.
const mostSteps = 10_000;

const select = StateEffect.define<string | undefined>();

/** The place of the state that is chosen. */
const selection = StateField.define<string | undefined>({
  create: () => undefined,
  update: (before, { effects }) => effects.reduce((now, effect) => (effect.is(select) ? effect.value : now), before),
});

/** What was chosen before an edit is chosen again when it is undone. */
const selectAgain = invertedEffects.of((transaction) =>
  transaction.effects.some((effect) => effect.is(select)) ? [select.of(transaction.startState.field(selection))] : []);

/**
 * A definition while it is drawn: its text, the state that is chosen in it, and one history of edits for everything that edits it. All
 * edits are transactions on one CodeMirror state, which a text editor may show ({@link openView}).
 */
export class Design {
  /** Holds what a text editor adds to the state while it shows it. */
  readonly shown = new Compartment();
  private current: EditorState;
  private read: Document;
  private count = 0;
  private readonly listeners = new Set<(transactions: readonly Transaction[]) => void>();

  constructor(text: string, extensions: Extension = []) {
    const ends = /\r\n/.test(text) && !/[^\r]\n|\r(?!\n)/.test(text) ? EditorState.lineSeparator.of('\r\n') : [];
    this.current = EditorState.create({ doc: text, extensions: [history({ minDepth: mostSteps }), selection, selectAgain, ends, extensions, this.shown.of([])] });
    this.read = new Document(this.text);
  }

  get state(): EditorState {
    return this.current;
  }

  /** The text as all places in it count: a line ends with one character. */
  get text(): string {
    return this.current.doc.toString();
  }

  /** The text as it is saved, with the line ends that it came with. */
  get written(): string {
    return this.current.sliceDoc();
  }

  /** What is saved where comments cannot be: {@link written} without them. */
  get plain(): string {
    return this.document.plain.replaceAll('\n', this.current.lineBreak);
  }

  /** Counts the changes of the text, of what is chosen, and of what can be undone. */
  get version(): number {
    return this.count;
  }

  /** What the text says; the same object as long as the text is the same. */
  get document(): Document {
    return this.read;
  }

  /** The place of the chosen state, if it is there. */
  get selected(): string | undefined {
    const pointer = this.current.field(selection);
    const state = pointer === undefined ? undefined : this.document.stateAt(pointer);
    return state && pointerOf(state) === pointer ? pointer : undefined;
  }

  get canUndo(): boolean {
    return undoDepth(this.current) > 0;
  }

  get canRedo(): boolean {
    return redoDepth(this.current) > 0;
  }

  /** @param listener Is given the transactions that led to the state that is now. @returns Ends it. */
  subscribe(listener: (transactions: readonly Transaction[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  dispatch(...specs: TransactionSpec[]): void {
    this.apply([this.current.update(...specs)]);
  }

  /**
   * Makes an edit, which is undone at once.
   * @param place The state that is chosen from then on; as before where it is missing.
   * @param isTyping Whether it may be undone together with the edits of the same place just before, as the letters of a word.
   */
  edit(changes: readonly Change[], place?: string, isTyping = false): void {
    const transaction = this.current.update({
      changes: changes.map(({ from, to, insert }) => ({ from, to, insert: Text.of(insert.split(/\r?\n/)) })),
      userEvent: isTyping ? 'input.type' : 'input',
      ...(isTyping ? {} : { annotations: isolateHistory.of('full') }),
      ...(place === undefined ? {} : { effects: select.of(place) }),
    });
    // What comes to the same text is nothing to undo.
    if (!transaction.newDoc.eq(this.current.doc)) {
      this.apply([transaction]);
    } else if (place !== undefined) {
      this.select(place);
    }
  }

  select(pointer: string | undefined): void {
    if (pointer !== this.current.field(selection)) {
      // To look at something is no step to be undone.
      this.dispatch({ effects: select.of(pointer), annotations: Transaction.addToHistory.of(false) });
    }
  }

  undo(): boolean {
    return undo({ state: this.current, dispatch: (transaction) => this.apply([transaction]) });
  }

  redo(): boolean {
    return redo({ state: this.current, dispatch: (transaction) => this.apply([transaction]) });
  }

  /** Takes transactions that were made of the state that is now, each of the one before. */
  apply(transactions: readonly Transaction[]): void {
    const last = transactions.at(-1);
    if (!last) {
      return;
    }

    const before = this.current;
    this.current = last.state;
    if (!this.current.doc.eq(before.doc)) {
      this.read = new Document(this.text, this.read);
      this.count++;
    } else if (this.current.field(selection) !== before.field(selection) || undoDepth(this.current) !== undoDepth(before)) {
      this.count++;
    }

    for (const listener of [...this.listeners]) {
      listener(transactions);
    }
  }
}
