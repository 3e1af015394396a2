import { useId, useState } from 'react';
import { nextFailed, visitOfFrame } from '../../model/choice.ts';
import { type Frame, lastRound, type Visit, type VisitStatus } from '../../model/visit.ts';
import { texts } from '../../texts.ts';

type Select = (visit: number) => void;

/** More than these are chosen by their number. */
const fewFrames = 100;

/** The branches and iterations that a visit lies in, each with a way to its neighbours. */
export function Within({ visit, onSelect }: { visit: Visit; onSelect: Select }) {
  const around: { frame: Frame; parent: Visit; state: string }[] = [];
  for (let inner: Visit = visit; inner.frame.parent; inner = inner.frame.parent) {
    around.unshift({ frame: inner.frame, parent: inner.frame.parent, state: inner.state });
  }

  return around.length === 0 ? null : (
    <nav className="execution-within" aria-label={texts.execution.within}>
      {around.map(({ frame, parent, state }) => (
        <div key={parent.id}>
          <button type="button" className="quiet" onClick={() => onSelect(parent.id)}>{parent.state}</button>
          <Picker parent={parent} current={frame} state={state} onSelect={onSelect} />
        </div>
      ))}
    </nav>
  );
}

/** What is inside a Parallel or Map: how its branches or iterations stand, and a way into each. */
export function Frames({ visit, onSelect }: { visit: Visit; onSelect: Select }) {
  const counts = new Map<VisitStatus, number>();
  for (const { status } of lastRound(visit)) {
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }

  const total = visit.length ?? lastRound(visit).length;
  return (
    <section className="execution-frames" aria-label={texts.execution.inside(visit.type)}>
      <h3>{texts.execution.inside(visit.type)}</h3>
      <p>
        {texts.execution.ofThem(total)}
        {[...counts].map(([status, count]) => `, ${count} ${texts.visitStatus[status]}`)}
        {visit.rounds > 1 ? `. ${texts.execution.rounds(visit.rounds)}` : ''}
      </p>
      <Picker parent={visit} onSelect={onSelect} />
    </section>
  );
}

/** Chooses a branch or an iteration, and jumps to the next that failed. @param state The state to stay with where the other has it too. */
function Picker({ parent, current, state, onSelect }: { parent: Visit; current?: Frame; state?: string; onSelect: Select }) {
  const id = useId();
  const frames = current && current.round < parent.rounds - 1 ? parent.frames.filter(({ round }) => round === current.round) : lastRound(parent);
  const open = (frame: Frame | undefined, keep = state): void => {
    const visit = frame && visitOfFrame(frame, keep);
    if (visit) {
      onSelect(visit.id);
    }
  };
  const failed = nextFailed(parent, current);
  const at = current ? frames.indexOf(current) : -1;
  const label = parent.type === 'Map' ? texts.execution.iteration : texts.execution.branch;
  return (
    <span className="execution-picker">
      <label htmlFor={id}>{label}</label>
      {frames.length <= fewFrames ? (
        <select id={id} value={at} onChange={(e) => open(frames[Number(e.target.value)])}>
          {current ? null : <option value={-1}>{texts.execution.choose}</option>}
          {frames.map((frame, i) => <option key={i} value={i}>{nameOf(frame)}</option>)}
        </select>
      ) : (
        <FrameNumber id={id} frames={frames} current={current} onOpen={open} />
      )}
      {current ? (
        <>
          <button type="button" aria-label={texts.execution.previousOf(label)} disabled={at <= 0} onClick={() => open(frames[at - 1])}>‹</button>
          <button type="button" aria-label={texts.execution.nextOf(label)} disabled={at >= frames.length - 1} onClick={() => open(frames[at + 1])}>›</button>
        </>
      ) : null}
      {failed && failed !== current ? <button type="button" className="danger" onClick={() => open(failed, undefined)}>{current ? texts.execution.nextFailed : texts.execution.firstFailed}</button> : null}
    </span>
  );
}

/** Takes the number of a branch or iteration, when it is written in full. */
function FrameNumber({ id, frames, current, onOpen }: { id: string; frames: readonly Frame[]; current: Frame | undefined; onOpen: (frame: Frame | undefined) => void }) {
  const [draft, setDraft] = useState<string>();
  const take = (): void => {
    onOpen(draft ? frames.find(({ index }) => index === Number(draft)) : undefined);
    setDraft(undefined);
  };
  return (
    <input
      id={id}
      type="number"
      min={0}
      value={draft ?? current?.index ?? ''}
      onChange={(e) => setDraft(e.target.value)}
      onBlur={take}
      onKeyDown={(e) => {
        if (e.key === 'Enter') {
          take();
        }
      }}
    />
  );
}

function nameOf(frame: Frame): string {
  const name = frame.kind === 'iteration' ? `#${frame.index}` : `${frame.index + 1}: ${frame.visits[0]?.state ?? ''}`;
  return `${name} (${texts.visitStatus[frame.status]})`;
}
