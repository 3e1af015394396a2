import { useState } from 'react';
import { type ComparedRow, variablesOf } from '../../model/compare.ts';
import type { Visit } from '../../model/history.ts';
import { Editor } from '../../parts/Editor.tsx';
import { Json } from '../../parts/Json.tsx';
import { formatJson } from '../../parts/format.ts';
import { texts } from '../../texts.ts';

const kinds = ['input', 'arguments', 'output', 'error', 'variables'] as const;
type Kind = (typeof kinds)[number];

/** The data of a state in both executions, with what differs. */
export function ComparedData({ row }: { row: ComparedRow }) {
  const { left, right } = row;
  const there = kinds.filter((kind) => dataOf(left, kind) !== undefined || dataOf(right, kind) !== undefined);
  const [kind, setKind] = useState<Kind>(
    there.find((each) => (row.differences as readonly string[]).includes(each)) ?? there[0] ?? 'input',
  );
  const name = (left ?? right)?.state ?? '';
  const [before, after] = [dataOf(left, kind), dataOf(right, kind)];
  const title = texts.compare.data[kind];
  return (
    <section className="panel compare-data" aria-label={texts.compare.dataOf(name)}>
      <div className="bar">
        <h2>{texts.compare.dataOf(name)}</h2>
        <label>
          {texts.compare.what}
          <select value={kind} onChange={(e) => setKind(e.target.value as Kind)}>
            {there.map((each) => <option key={each} value={each}>{texts.compare.data[each]}</option>)}
          </select>
        </label>
      </div>
      {before !== undefined && after !== undefined ? (
        <>
          <div className="compare-titles"><strong>{texts.compare.left}</strong><strong>{texts.compare.right}</strong></div>
          {before === after ? <p className="none">{texts.compare.same}</p> : null}
          <Editor label={texts.compare.both(title)} value={after} original={before} />
        </>
      ) : (
        <>
          <p className="none">{before === undefined ? texts.compare.onlyRight : texts.compare.onlyLeft}</p>
          <Json text={before ?? after} label={title} />
        </>
      )}
    </section>
  );
}

/** Laid out, so that what differs stands on lines of its own. */
function dataOf(visit: Visit | undefined, kind: Kind): string | undefined {
  const text = visit && {
    input: visit.input,
    arguments: visit.attempts.at(-1)?.parameters,
    output: visit.output,
    error: visit.error === undefined && visit.cause === undefined ? undefined : JSON.stringify({ error: visit.error, cause: visit.cause }),
    variables: variablesOf(visit),
  }[kind];
  return text === undefined ? undefined : formatJson(text);
}
