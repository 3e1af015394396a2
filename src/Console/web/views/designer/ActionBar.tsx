import { designerTexts } from '../../designerTexts.ts';
import type { PlacedEdge } from '../../graph/layout.ts';
import { lastOf } from '../../model/pointer.ts';
import { texts } from '../../texts.ts';
import { placeOfLine } from './places.ts';
import type { Verbs } from './useDrawing.ts';

const said = designerTexts;

/** What can be done with what is chosen in the graph: the keys do the same. */
export function ActionBar({ chosen, way, isEditable, verbs }: { chosen: readonly string[]; way: PlacedEdge | undefined; isEditable: boolean; verbs: Verbs }) {
  const [state] = chosen;
  return (
    <div className="designer-actions" role="toolbar" aria-label={said.actions}>
      <button type="button" disabled={!isEditable} onClick={() => verbs.ask({ kind: 'insert', place: way && placeOfLine(way) })}>+ {said.insert}</button>
      {state !== undefined && isEditable ? (
        <>
          {chosen.length === 1 ? (
            <>
              <button type="button" onClick={() => verbs.ask({ kind: 'ways', state })}>{said.ways}</button>
              <button type="button" onClick={() => verbs.ask({ kind: 'rename', state })}>{said.rename}</button>
            </>
          ) : (['Parallel', 'Map'] as const).map((type) => <button key={type} type="button" onClick={() => verbs.wrap(chosen, type)}>{said.wrap[type]}</button>)}
          <button type="button" onClick={() => verbs.duplicate(chosen)}>{said.duplicate}</button>
          {way ? (
            way.edges.length > 0 ? <button type="button" className="danger" onClick={() => verbs.removeWay(way)}>{said.removeWay}</button> : null
          ) : (
            <button type="button" className="danger" onClick={() => verbs.remove(chosen)}>{said.remove}</button>
          )}
          <span className="designer-chosen" aria-live="polite">
            {chosen.length > 1 ? said.chosen(chosen.length) : way ? said.places.on(lastOf(state), way.target.state?.name ?? texts.graph.end) : lastOf(state)}
          </span>
        </>
      ) : null}
      <button type="button" className="quiet push" onClick={() => verbs.ask({ kind: 'keys' })}>{said.keys}</button>
    </div>
  );
}
