import { useMemo } from 'react';
import { Link } from 'wouter';
import { nameOf } from '../../api/arns.ts';
import type { Visit } from '../../model/history.ts';
import type { Run } from '../../model/run.ts';
import { Fact } from '../../parts/Fact.tsx';
import { formatJson, formatLength } from '../../parts/format.ts';
import { Json } from '../../parts/Json.tsx';
import { Status } from '../../parts/Status.tsx';
import { Time } from '../../parts/Time.tsx';
import { routes } from '../../routes.ts';
import { texts } from '../../texts.ts';
import { Attempts } from './Attempts.tsx';
import { Frames, Within } from './Frames.tsx';

/** One visit of a state: when, with what data, what came of it, and where in the execution it lies. */
export function VisitDetail({ run, visit, onSelect }: { run: Run; visit: Visit; onSelect: (visit: number) => void }) {
  const { history, version } = run;
  const variables = useMemo(() => history.variablesAt(visit), [history, version, visit]);
  const isOver = visit.exitedAt !== undefined;
  return (
    <>
      <Within visit={visit} onSelect={onSelect} />
      <header className="execution-visit">
        <h2>{visit.state}</h2>
        <Status of={visit.status} />
      </header>
      <SameState visit={visit} onSelect={onSelect} />
      <dl className="facts">
        <Fact name={texts.execution.type}>{visit.type}</Fact>
        <Fact name={texts.execution.entered}><Time at={visit.enteredAt} /></Fact>
        {isOver ? <Fact name={texts.execution.length}>{formatLength(visit.exitedAt! - visit.enteredAt)}</Fact> : null}
        <Fact name={texts.execution.event}>#{visit.id}</Fact>
        {visit.child ? <Fact name={texts.execution.child}><Link href={routes.execution(visit.child)}>{nameOf(visit.child)}</Link></Fact> : null}
        {visit.mapRunArn ? <Fact name={texts.execution.mapRun}><Link href={routes.mapRun(visit.mapRunArn)}>{nameOf(visit.mapRunArn)}</Link></Fact> : null}
      </dl>
      {visit.status === 'running' && visit.isFailing ? <p className="none">{texts.execution.retrying}</p> : null}
      <VisitError visit={visit} />
      {visit.frames.length > 0 ? <Frames visit={visit} onSelect={onSelect} /> : null}
      {visit.attempts.length > 0 ? <Attempts key={visit.id} attempts={visit.attempts} /> : null}
      <Section title={texts.execution.input} text={visit.input} isOpen />
      <Section title={texts.execution.output} text={visit.output} isOpen />
      <Variables title={texts.execution.assigned} values={visit.assigned} />
      <Variables title={texts.execution.variables} values={variables} />
    </>
  );
}

function VisitError({ visit: { status, error, cause } }: { visit: Visit }) {
  return error === undefined && cause === undefined ? null : (
    <div className={`failure execution-error ${status === 'caught' ? 'caught' : ''}`}>
      <strong>{error || texts.execution.error}</strong>
      {cause ? <pre tabIndex={0} role="region" aria-label={texts.execution.cause}>{formatJson(cause)}</pre> : null}
    </div>
  );
}

/** The other visits of the same state in the same line: a loop. */
function SameState({ visit, onSelect }: { visit: Visit; onSelect: (visit: number) => void }) {
  const same = visit.frame.visits.filter(({ state }) => state === visit.state);
  const at = same.indexOf(visit);
  const [before, after] = [same[at - 1], same[at + 1]];
  return same.length < 2 ? null : (
    <p className="execution-steps">
      <button type="button" disabled={!before} onClick={() => before && onSelect(before.id)}>{texts.execution.previous}</button>
      <span>{texts.execution.visitOf(at + 1, same.length)}</span>
      <button type="button" disabled={!after} onClick={() => after && onSelect(after.id)}>{texts.execution.next}</button>
    </p>
  );
}

function Section({ title, text, isOpen = false }: { title: string; text: string | undefined; isOpen?: boolean }) {
  return text === undefined ? null : (
    <details open={isOpen}>
      <summary>{title}</summary>
      <Json text={text} label={title} />
    </details>
  );
}

function Variables({ title, values = {} }: { title: string; values: Record<string, string> | undefined }) {
  const names = Object.keys(values);
  return names.length === 0 ? null : (
    <details>
      <summary>{title} ({names.length})</summary>
      <dl className="execution-variables">
        {names.map((name) => (
          <div key={name}>
            <dt><code>${name}</code></dt>
            <dd><Json text={values[name]} label={`$${name}`} /></dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
