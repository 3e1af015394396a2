import { lazy, Suspense, useCallback, useState } from 'react';
import type { StateNode } from '../../model/definition.ts';
import { visitToShow } from '../../model/choice.ts';
import type { RunTabProps } from '../../model/run.ts';
import { failedVisit } from '../../model/visit.ts';
import { Empty } from '../../parts/Empty.tsx';
import { Json } from '../../parts/Json.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { texts } from '../../texts.ts';
import { VisitDetail } from './VisitDetail.tsx';

const Graph = lazy(() => import('../../graph/Graph.tsx'));

/** The graph with what happened, and beside it the visit of the state that is selected. */
export function GraphTab({ run, selected, onSelect }: RunTabProps) {
  const { definition, history, version } = run;
  // A state that was not entered has no visit that could stand in the address.
  const [unvisited, setUnvisited] = useState<StateNode>();
  const visit = selected === undefined ? undefined : history.visit(selected);
  const select = useCallback(
    (state: StateNode) => {
      const chosen = visitToShow(history, state.name, visit);
      setUnvisited(chosen ? undefined : state);
      onSelect(chosen?.id);
    },
    [history, visit, onSelect],
  );
  const name = visit?.state ?? unvisited?.name;
  return (
    <div className="execution-graph">
      <section className="execution-picture" aria-label={texts.execution.tabs.graph}>
        {definition ? (
          <Suspense fallback={<Loading />}>
            <Graph definition={definition} label={texts.execution.graphLabel} history={history} version={version} onSelect={select} {...(name === undefined ? {} : { selected: name })} />
          </Suspense>
        ) : (
          <Empty title={texts.execution.noDefinition}><p>{texts.execution.noDefinitionAdvice}</p></Empty>
        )}
      </section>
      <section className="panel execution-detail" aria-label={texts.execution.detail}>
        {visit ? <VisitDetail run={run} visit={visit} onSelect={onSelect} /> : unvisited ? <Unvisited state={unvisited} /> : <Hint run={run} onSelect={onSelect} />}
      </section>
    </div>
  );
}

/** What is shown where no state is selected: how to, and what most want to see of an execution that failed. */
function Hint({ run: { history }, onSelect }: Pick<RunTabProps, 'run' | 'onSelect'>) {
  const failed = failedVisit(history.root);
  return (
    <>
      <p className="none">{texts.execution.selectState}</p>
      {failed ? <button type="button" className="danger" onClick={() => onSelect(failed.id)}>{texts.execution.showFailed(failed.state)}</button> : null}
    </>
  );
}

function Unvisited({ state }: { state: StateNode }) {
  return (
    <>
      <h2>{state.name}</h2>
      <p className="none">{state.type} · {texts.execution.notEntered}</p>
      <Json text={JSON.stringify(state.json)} label={texts.execution.tabs.definition} />
    </>
  );
}
