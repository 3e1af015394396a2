import type { Attempt } from '../../model/history.ts';
import { formatLength } from '../../parts/format.ts';
import { Json } from '../../parts/Json.tsx';
import { Status } from '../../parts/Status.tsx';
import { Time } from '../../parts/Time.tsx';
import { texts } from '../../texts.ts';

/** What a Task asked for, try by try. */
export function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  return (
    <section className="execution-attempts" aria-label={texts.execution.attempts(attempts.length)}>
      <h3>{texts.execution.attempts(attempts.length)}</h3>
      {attempts.map((attempt, i) => (
        <details key={i} open={i === attempts.length - 1}>
          <summary>
            {texts.execution.attempt(i + 1)} <Status of={attempt.status} /> {took(attempt)}
          </summary>
          <dl className="facts">
            {attempt.resource === undefined ? null : <Fact name={texts.execution.resource} text={attempt.resource} />}
            <Moment name={texts.execution.scheduled} at={attempt.scheduledAt} />
            <Moment name={texts.execution.begun} at={attempt.startedAt} />
            <Moment name={texts.execution.ended} at={attempt.endedAt} />
            {i > 0 ? <Fact name={texts.execution.waited} text={formatLength(attempt.scheduledAt - (attempts[i - 1]!.endedAt ?? attempt.scheduledAt))} /> : null}
            {attempt.error === undefined ? null : <Fact name={texts.execution.error} text={attempt.error} />}
          </dl>
          {attempt.cause ? <><h3>{texts.execution.cause}</h3><Json text={attempt.cause} label={`${texts.execution.cause} ${i + 1}`} /></> : null}
          {attempt.parameters === undefined ? null : <><h3>{texts.execution.parameters}</h3><Json text={attempt.parameters} label={`${texts.execution.parameters} ${i + 1}`} /></>}
          {attempt.output === undefined ? null : <><h3>{texts.execution.result}</h3><Json text={attempt.output} label={`${texts.execution.result} ${i + 1}`} /></>}
        </details>
      ))}
    </section>
  );
}

function Fact({ name, text }: { name: string; text: string }) {
  return <div><dt>{name}</dt><dd>{text}</dd></div>;
}

function Moment({ name, at }: { name: string; at: number | undefined }) {
  return at === undefined ? null : <div><dt>{name}</dt><dd><Time at={at} /></dd></div>;
}

function took({ scheduledAt, endedAt }: Attempt): string {
  return endedAt === undefined ? '' : formatLength(endedAt - scheduledAt);
}
