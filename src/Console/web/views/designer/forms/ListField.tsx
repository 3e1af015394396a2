import type { ReactNode } from 'react';
import { addItem, moveItem, removeItem } from '../../../design/edits/fields.ts';
import { formTexts } from '../../../formTexts.ts';
import { within } from '../../../model/pointer.ts';
import { useForm } from './form.ts';
import { ValueField } from './ValueField.tsx';

const said = formTexts;

interface ListFieldProps {
  /** The place of the state. */
  at: string;
  field: string;
  /** What one of its elements is called, as `Retrier 1`. */
  name: (number: number) => string;
  /** What an element says, in a few words. */
  summary: (index: number) => string;
  /** The JSON text of a new one. */
  fresh: () => string;
  addText: string;
  help?: string | undefined;
  children: (at: string, index: number) => ReactNode;
}

/** The elements of a list whose order counts: each can be opened, moved and removed. */
export function ListField({ at, field, name, summary, fresh, addText, help, children }: ListFieldProps) {
  const { design, document } = useForm();
  const list = document.nodeAt(within(at, field));
  if (list && list.type !== 'array') {
    return <ValueField at={within(at, field)} label={field} shapes={{}} isTemplate={false} moment="before" help={said.noList} isOptional />;
  }

  const count = list?.children?.length ?? 0;
  return (
    <section className="forms-list" aria-label={field}>
      <h3>{field}</h3>
      {help ? <p className="forms-help">{help}</p> : null}
      <ol>
        {Array.from({ length: count }, (_, i) => (
          <li key={i}>
            <details open={count < 4 || i === count - 1}>
              <summary><strong>{name(i + 1)}</strong> <span className="forms-summary">{summary(i)}</span></summary>
              {children(within(at, field, i), i)}
              <div className="forms-buttons">
                <button type="button" disabled={i === 0} aria-label={said.upOf(name(i + 1))} onClick={() => design.edit(moveItem(document, at, field, i, i - 1))}>↑</button>
                <button type="button" disabled={i === count - 1} aria-label={said.downOf(name(i + 1))} onClick={() => design.edit(moveItem(document, at, field, i, i + 1))}>↓</button>
                <button type="button" aria-label={said.removeOf(name(i + 1))} onClick={() => design.edit(removeItem(document, at, field, i))}>{said.remove}</button>
              </div>
            </details>
          </li>
        ))}
      </ol>
      <button type="button" onClick={() => design.edit(addItem(document, at, field, fresh()))}>{addText}</button>
    </section>
  );
}
