import { type ClipboardEvent, lazy, Suspense, useCallback, useMemo, useState } from 'react';
import type { Machine } from '../../api/types.ts';
import type { Design } from '../../design/Design.ts';
import { useDesign } from '../../design/useDesign.ts';
import { designerTexts } from '../../designerTexts.ts';
import { pointerOf } from '../../model/pointer.ts';
import { useAddress } from '../../parts/address.ts';
import { Empty } from '../../parts/Empty.tsx';
import { formatJson } from '../../parts/format.ts';
import { Loading } from '../../parts/Loading.tsx';
import { ActionBar } from './ActionBar.tsx';
import { byState, type Finding } from './findings.ts';
import { InsertDialog } from './InsertDialog.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { onCanvasKey, useHistoryKeys, usePartKeys } from './keys.ts';
import { Palette } from './Palette.tsx';
import { Problems } from './Problems.tsx';
import { RenameDialog } from './RenameDialog.tsx';
import type { Shown } from './TextPane.tsx';
import { useDrawing } from './useDrawing.ts';
import { useFindings } from './useFindings.ts';
import { WaysDialog } from './WaysDialog.tsx';
import './designer.css';

const Canvas = lazy(() => import('./Canvas.tsx'));
const TextPane = lazy(() => import('./TextPane.tsx'));
const Inspector = lazy(() => import('./forms/Inspector.tsx'));
const SaveBar = lazy(() => import('./save/SaveBar.tsx'));

const said = designerTexts;
const panes = ['palette', 'drawing', 'inspector'] as const;
const views = ['graph', 'text', 'both'] as const;

/** A workflow being drawn: palette, graph and text, settings, and what saves it. */
export function Designer({ design, machine, name, isRestored, onDiscard }: {
  design: Design;
  /** The state machine that it is saved over; missing for a new one. */
  machine: Machine | undefined;
  /** What a new one may be called. */
  name?: string;
  /** Whether it comes from a draft that was not saved. */
  isRestored: boolean;
  onDiscard: () => void;
}) {
  const document = useDesign(design);
  const { selected } = design;
  const { way, chosen, question, refusal, focused, verbs } = useDrawing(design);
  useHistoryKeys(verbs);
  const validation = useFindings(document, machine?.type ?? 'STANDARD');
  const findings = useMemo(() => byState(validation.findings), [validation.findings]);
  const [pane, setPane] = useState<(typeof panes)[number]>('drawing');
  usePartKeys((part) => setPane(panes[part]!));
  const [address, change] = useAddress<'show'>();
  const view = views.find((each) => each === address.show) ?? 'graph';
  const [shown, setShown] = useState<Shown>();
  const { isReadable, scope } = document;
  const close = (): void => verbs.ask(undefined);
  const selectAt = useCallback(
    (pointer: string) => {
      const state = design.document.stateAt(pointer);
      design.select(state && pointerOf(state));
    },
    [design],
  );
  const selectInGraph = (pointer: string | undefined): void => {
    verbs.select(pointer);
    const range = pointer === undefined ? undefined : document.rangeOf(pointer);
    if (range) {
      setShown({ from: range.from, to: range.from });
    }
  };
  const showFinding = (finding: Finding): void => {
    if (finding.state !== undefined) {
      verbs.select(finding.state);
    }

    setShown({ from: finding.from, to: finding.to });
    if (!document.isReadable && view === 'graph') {
      change({ show: 'both' });
    }
  };
  const onClipboard = (e: ClipboardEvent): void => {
    if ((e.target as Element).closest('input, textarea, .designer-text, dialog')) {
      return;
    }

    if (e.type === 'paste') {
      e.preventDefault();
      verbs.paste(e.clipboardData.getData('text/plain'));
    } else if (selected !== undefined && isReadable) {
      e.preventDefault();
      e.clipboardData.setData('text/plain', verbs[e.type === 'cut' ? 'cut' : 'copy'](chosen));
    }
  };
  return (
    <div className="designer" data-pane={pane} data-view={view}>
      <div className="designer-head">
        <h1>{machine?.name ?? said.newTitle}</h1>
        <div className="designer-group">
          <button type="button" disabled={!design.canUndo} onClick={verbs.undo}>{said.undo}</button>
          <button type="button" disabled={!design.canRedo} onClick={verbs.redo}>{said.redo}</button>
        </div>
        <div className="designer-group" role="group" aria-label={said.show}>
          {views.map((each) => <button key={each} type="button" aria-pressed={each === view} onClick={() => change({ show: each === 'graph' ? '' : each })}>{said[each]}</button>)}
        </div>
        <div className="designer-save"><Suspense fallback={<Loading />}><SaveBar design={design} machine={machine} {...(name === undefined ? {} : { name })} /></Suspense></div>
      </div>
      {isRestored ? (
        <p className="designer-note" role="status">{said.restored} <button type="button" onClick={onDiscard}>{machine ? said.discard : said.discardAll}</button></p>
      ) : null}
      {isReadable ? null : (
        <p className="designer-note wrong" role="status">
          {scope ? said.unreadable : said.unreadableAtAll} {validation.findings[0] ? <button type="button" onClick={() => showFinding(validation.findings[0]!)}>{said.showPlace}</button> : null}
        </p>
      )}
      {refusal ? <p className="designer-note wrong" role="alert">{said.refused} {refusal}</p> : null}
      <div className="designer-tabs" role="group" aria-label={said.parts}>
        {panes.map((each) => <button key={each} type="button" aria-pressed={each === pane} onClick={() => setPane(each)}>{said.panes[each]}</button>)}
      </div>
      <div className="designer-panes">
        <section className="designer-palette panel" tabIndex={-1} aria-label={said.panes.palette}>
          <Palette onChoose={(item) => isReadable && verbs.insert(item)} />
        </section>
        <section className="designer-drawing" tabIndex={-1} aria-label={said.panes.drawing}>
          <ActionBar chosen={chosen} way={way} isEditable={isReadable} verbs={verbs} />
          <Suspense fallback={<Loading />}>
            <div className="designer-views">
              {view === 'text' ? null : (
                <div className="designer-graph" onKeyDown={(e) => onCanvasKey(e, design, verbs)} onCopy={onClipboard} onCut={onClipboard} onPaste={onClipboard}>
                  {scope ? (
                    <Canvas
                      document={document}
                      scope={scope}
                      selected={selected}
                      chosen={chosen}
                      selectedWay={way?.id}
                      focused={focused}
                      findings={findings}
                      isEditable={isReadable}
                      onSelect={selectInGraph}
                      onSelectMore={verbs.selectMore}
                      onSelectTo={verbs.selectTo}
                      onSelectWay={verbs.selectWay}
                      onDrop={verbs.drop}
                      onInsert={(place) => verbs.ask({ kind: 'insert', place })}
                      onConnect={verbs.connect}
                    />
                  ) : (
                    <Empty title={said.unreadableAtAll} />
                  )}
                  {scope && scope.states.size === 0 && isReadable ? (
                    <div className="designer-nothing">
                      <strong>{said.empty}</strong>
                      <p>{said.emptyAdvice}</p>
                      <button type="button" className="primary" onClick={() => verbs.ask({ kind: 'insert', place: undefined })}>{said.insertFirst}</button>
                    </div>
                  ) : null}
                </div>
              )}
              {view === 'graph' ? null : (
                <div className="designer-text">
                  {isReadable && !document.text.trim().includes('\n') ? (
                    <p className="designer-note">{said.oneLine} <button type="button" onClick={() => design.edit([{ from: 0, to: document.text.length, insert: formatJson(document.text) }])}>{said.layOut}</button></p>
                  ) : null}
                  <TextPane design={design} findings={validation.findings} shown={shown} onState={selectAt} />
                </div>
              )}
            </div>
          </Suspense>
          <Problems validation={validation} onShow={showFinding} />
        </section>
        <section className="designer-inspector panel" tabIndex={0} aria-label={said.panes.inspector}>
          <Suspense fallback={<Loading />}><Inspector design={design} selected={selected} onSelect={verbs.select} machine={machine} /></Suspense>
        </section>
      </div>
      {question?.kind === 'insert' ? <InsertDialog document={document} selected={selected} place={question.place} onChoose={verbs.insert} onClose={close} />
        : question?.kind === 'ways' ? <WaysDialog document={document} state={question.state} onEdit={verbs.change} onClose={close} />
        : question?.kind === 'rename' ? <RenameDialog document={document} state={question.state} onEdit={verbs.change} onClose={close} />
        : question?.kind === 'keys' ? <KeysDialog onClose={close} />
        : null}
    </div>
  );
}
