import { useMemo, useState } from 'react';
import { useOperation } from '../../api/queries.ts';
import type { TestStateAnswer } from '../../api/types.ts';
import type { History, Visit } from '../../model/history.ts';
import { type Inspection, inspectionOf, recordedStagesOf, stagesOf, triesOf } from '../../model/inspection.ts';
import type { RunTabProps } from '../../model/run.ts';
import { isSameJson } from '../../model/sameJson.ts';
import { Empty } from '../../parts/Empty.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { Json } from '../../parts/Json.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Status } from '../../parts/Status.tsx';
import { formatLength } from '../../parts/format.ts';
import { texts } from '../../texts.ts';
import { outcomeOf, Stages } from './Stages.tsx';
import './DataTab.css';

/** What a state made of its data, stage by stage, as TestState shows it for what was recorded. */
export function DataTab({ run, selected, onSelect }: RunTabProps) {
  const { history, version } = run;
  const visit = useMemo(
    () => (selected === undefined ? undefined : history.visit(selected)) ?? history.visits.find((each) => each.status === 'failed') ?? history.visits[0],
    [history, version, selected],
  );
  return visit ? (
    <section className="data">
      <VisitPicker history={history} version={version} visit={visit} onSelect={onSelect} />
      <Flow key={visit.id} run={run} visit={visit} />
    </section>
  ) : (
    <Empty title={texts.data.none} />
  );
}

interface VisitPickerProps {
  history: History;
  version: number;
  visit: Visit;
  onSelect: (visit: number) => void;
}

/** Of which state, and of which of its visits. */
function VisitPicker({ history, version, visit, onSelect }: VisitPickerProps) {
  const visits = useMemo(() => visitsByState(history), [history, version]);
  const ofState = visits.get(visit.state) ?? [];
  const start = history.root.startedAt;
  const select = (ofOther: readonly Visit[]): void => {
    const first = ofOther.find((each) => each.status === 'failed') ?? ofOther[0];
    if (first) {
      onSelect(first.id);
    }
  };
  return (
    <div className="bar">
      <label>
        {texts.data.state}
        <select value={visit.state} onChange={(e) => select(visits.get(e.target.value) ?? [])}>
          {[...visits.keys()].map((name) => <option key={name}>{name}</option>)}
        </select>
      </label>
      {ofState.length > 1 ? (
        <label>
          {texts.data.visit}
          <select value={visit.id} onChange={(e) => onSelect(Number(e.target.value))}>
            {ofState.map((each, i) => (
              <option key={each.id} value={each.id}>
                {texts.data.nthVisit(i + 1, formatLength(each.enteredAt - start), texts.visitStatus[each.status])}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <Status of={visit.status} />
    </div>
  );
}

function visitsByState({ visits }: History): Map<string, Visit[]> {
  const byState = new Map<string, Visit[]>();
  for (const visit of visits) {
    const before = byState.get(visit.state);
    if (before) {
      before.push(visit);
    } else {
      byState.set(visit.state, [visit]);
    }
  }

  return byState;
}

function Flow({ run, visit }: { run: RunTabProps['run']; visit: Visit }) {
  const [attempt, setAttempt] = useState<number>();
  const { history, version, definitionText, execution } = run;
  const inspection = useMemo(() => inspectionOf(run, visit, attempt), [history, version, definitionText, execution?.name, visit, attempt]);
  const test = useOperation('TestState', typeof inspection === 'string' ? undefined : inspection.request);
  const tries = visit.attempts.length;
  return (
    <>
      {tries > 1 ? (
        <div className="bar">
          <label>
            {texts.data.attempt}
            <select value={attempt ?? tries - 1} onChange={(e) => setAttempt(Number(e.target.value))}>
              {visit.attempts.map((each, i) => (
                <option key={i} value={i}>{texts.data.nthAttempt(i + 1, triesOf(visit), each.error ?? texts.visitStatus[each.status])}</option>
              ))}
            </select>
          </label>
        </div>
      ) : null}
      {typeof inspection === 'string' ? (
        <>
          <p className="data-note" role="note">{texts.data.obstacles[inspection]}</p>
          <Stages stages={recordedStagesOf(visit, attempt)} />
        </>
      ) : test.data ? (
        <Tested inspection={inspection} answer={test.data} visit={visit} isLast={attempt === undefined || attempt === tries - 1} />
      ) : test.error ? (
        <>
          <p className="data-note" role="note">{texts.data.refused}</p>
          <Failure error={test.error} />
          <Stages stages={recordedStagesOf(visit, attempt)} />
        </>
      ) : (
        <Loading />
      )}
    </>
  );
}

interface TestedProps {
  inspection: Inspection;
  answer: TestStateAnswer;
  visit: Visit;
  /** Whether it is the attempt that the visit ended with. */
  isLast: boolean;
}

function Tested({ inspection, answer, visit, isLast }: TestedProps) {
  const { reach, request } = inspection;
  const stages = useMemo(() => stagesOf(inspection, answer, visit.output), [inspection, answer, visit]);
  const isOther =
    reach === 'whole' && isLast && visit.output !== undefined && (answer.output === undefined || !isSameJson(answer.output, visit.output));
  return (
    <>
      <p className="data-outcome">
        <strong>{texts.data.languages[inspection.isJsonata ? 'jsonata' : 'jsonpath']}</strong>{' '}
        {reach === 'whole' ? outcomeOf(answer) : texts.data.beforeResult(visit.mapRunArn !== undefined)}
      </p>
      {inspection.caveats.map((caveat) => <p key={caveat} className="data-note" role="note">{texts.data.caveats[caveat]}</p>)}
      {isOther ? <p className="data-note" role="note">{texts.data.other}</p> : null}
      {request.variables === undefined || request.variables === '{}' ? null : (
        <details className="data-before">
          <summary>{texts.data.variables}</summary>
          <Json text={request.variables} label={texts.data.variables} />
        </details>
      )}
      <Stages stages={stages} />
      {isOther ? (
        <div className="panel">
          <h2>{texts.data.recorded}</h2>
          <Json text={visit.output} label={texts.data.recorded} />
        </div>
      ) : null}
    </>
  );
}
