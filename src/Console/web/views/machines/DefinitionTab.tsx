import { lazy, Suspense, useMemo, useState } from 'react';
import { useOperation } from '../../api/queries.ts';
import type { Machine } from '../../api/types.ts';
import { readDefinition, type Scope, type StateNode } from '../../model/definition.ts';
import { useAddress } from '../../parts/address.ts';
import { Copy } from '../../parts/Copy.tsx';
import { Editor } from '../../parts/Editor.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { formatJson } from '../../parts/format.ts';
import { Loading } from '../../parts/Loading.tsx';
import { texts } from '../../texts.ts';
import { QualifierSelect } from './QualifierSelect.tsx';
import { useQualifiers } from './qualifiers.ts';

const Graph = lazy(() => import('../../graph/Graph.tsx'));
const said = texts.definition;

/** A machine's definition, or that of a version of it: its graph beside its text. */
export function DefinitionTab({ machine }: { machine: Machine }) {
  const [{ of = '' }, change] = useAddress<'of'>();
  const { qualifiers } = useQualifiers(machine.stateMachineArn);
  const other = useOperation('DescribeStateMachine', of === '' ? undefined : { stateMachineArn: `${machine.stateMachineArn}:${of}` });
  const shown = of === '' ? machine : other.data;
  return (
    <>
      <div className="bar">
        <QualifierSelect label={said.of} none={said.current} qualifiers={qualifiers} value={of} onChange={(name) => change({ of: name })} />
        {shown?.description ? <p>{shown.description}</p> : null}
      </div>
      {shown ? <Definition text={shown.definition} key={of} /> : other.error ? <Failure error={other.error} onRetry={() => void other.refetch()} /> : <Loading />}
    </>
  );
}

function Definition({ text }: { text: string }) {
  const [selected, setSelected] = useState<StateNode>();
  const definition = useMemo(() => read(text), [text]);
  const laidOut = useMemo(() => formatJson(text), [text]);
  const stateText = useMemo(() => selected && JSON.stringify(selected.json, undefined, 2), [selected]);
  return (
    <div className="definition">
      {definition ? (
        <div className="definition-graph">
          <Suspense fallback={<Loading />}>
            <Graph definition={definition} label={said.graph} onSelect={setSelected} {...(selected ? { selected: selected.name } : {})} />
          </Suspense>
        </div>
      ) : null}
      <div className="definition-text">
        <div className="bar">
          <h2>{selected ? said.state(selected.name, selected.type) : said.whole}</h2>
          <Copy text={stateText ?? laidOut} what={selected?.name ?? said.whole} />
          {selected ? <button type="button" className="push" onClick={() => setSelected(undefined)}>{said.showWhole}</button> : null}
        </div>
        <Editor label={selected ? said.state(selected.name, selected.type) : said.whole} value={stateText ?? laidOut} />
      </div>
    </div>
  );
}

function read(text: string): Scope | undefined {
  try {
    return readDefinition(text);
  } catch {
    // Then its text is all there is to show.
    return undefined;
  }
}
