import { type FormEvent, type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { HistoryEvent } from '../../api/types.ts';
import { type EventKinds, failures, fieldsOf, filterEvents, isFailure, kindsOf, placeOf, stateOf, summaryOf } from '../../model/events.ts';
import { writeHistoryFile } from '../../model/historyFile.ts';
import type { RunTabProps } from '../../model/run.ts';
import { useAddress } from '../../parts/address.ts';
import { Empty } from '../../parts/Empty.tsx';
import { Json } from '../../parts/Json.tsx';
import { type GoTo, type RowControl, Rows } from '../../parts/Rows.tsx';
import { Time } from '../../parts/Time.tsx';
import { flip } from '../../parts/flip.ts';
import { formatLength } from '../../parts/format.ts';
import { saveFile } from '../../parts/saveFile.ts';
import { texts } from '../../texts.ts';
import './EventsTab.css';

const modes = ['compact', 'full', 'json'] as const;
type Mode = (typeof modes)[number];

const heights: Record<Mode, number> = { compact: 34, full: 190, json: 260 };

/** The events of an execution as the API has them: a line each, with all of their details, or as JSON. */
export function EventsTab({ run, selected, onSelect, toTab }: RunTabProps) {
  const { history, version } = run;
  const [{ show, type, state }, setAddress] = useAddress<'show' | 'type' | 'state'>();
  const mode = modes.find((each) => each === show) ?? 'compact';
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [goTo, setGoTo] = useState<GoTo>();
  const kinds = useMemo(() => kindsOf(history), [history, version]);
  const events = useMemo(() => filterEvents(history, { ...(type ? { type } : {}), ...(state ? { state } : {}) }), [history, version, type, state]);
  const start = history.events[0]?.timestamp ?? 0;

  const keyOf = useCallback((index: number) => events[index]?.id ?? 0, [events]);

  const hasEvents = events.length > 0;
  useEffect(() => {
    // Where a state is selected when the list is first shown, it begins with its events.
    if (selected !== undefined && hasEvents) {
      setGoTo({ index: placeOf(events, selected), focus: false });
    }
  }, [hasEvents]);

  const jump = (id: number): void => {
    const isShown = events[placeOf(events, id)]?.id === id;
    if (!isShown) {
      setAddress({ type: '', state: '' });
    }

    setOpen((before) => new Set(before).add(id));
    setGoTo({ index: placeOf(isShown ? events : history.events, id), focus: true });
  };
  const toggle = (id: number): void => setOpen((before) => flip(before, [id]));
  const row = (index: number, control: RowControl): ReactNode => {
    const event = events[index];
    return event ? (
      <EventRow
        event={event}
        state={stateOf(history, event)}
        visit={history.visitOf(event)?.id}
        start={start}
        mode={mode}
        isOpen={open.has(event.id)}
        isSelected={selected !== undefined && history.visitOf(event)?.id === selected}
        control={control}
        onToggle={toggle}
        onSelect={onSelect}
        toTab={toTab}
      />
    ) : null;
  };
  return (
    <section className="events">
      <div className="bar">
        <Filters kinds={kinds} type={type} state={state} onChange={setAddress} />
        <label>
          {texts.events.show}
          <select value={mode} onChange={(e) => setAddress({ show: e.target.value === 'compact' ? '' : e.target.value })}>
            {modes.map((each) => <option key={each} value={each}>{texts.events.modes[each]}</option>)}
          </select>
        </label>
        <Jump last={history.lastId} onJump={jump} />
        <button type="button" className="push" onClick={() => saveFile(`${fileName(run)}.json`, writeHistoryFile(history.events))}>
          {texts.events.save}
        </button>
      </div>
      <p className="events-count" role="status">{texts.events.count(events.length, history.events.length)}</p>
      {events.length === 0 ? (
        <Empty title={history.events.length === 0 ? texts.events.none : texts.events.noneMatches}>
          {history.events.length === 0 ? null : (
            <button type="button" onClick={() => setAddress({ type: '', state: '' })}>{texts.events.clear}</button>
          )}
        </Empty>
      ) : (
        <Rows
          key={mode}
          label={texts.events.label}
          count={events.length}
          keyOf={keyOf}
          height={heights[mode]}
          row={row}
          goTo={goTo}
        />
      )}
    </section>
  );
}

function fileName({ execution }: RunTabProps['run']): string {
  return `${execution?.name ?? 'execution'}-history`;
}

interface FiltersProps {
  kinds: EventKinds;
  type: string | undefined;
  state: string | undefined;
  onChange: (change: { type?: string; state?: string }) => void;
}

function Filters({ kinds, type, state, onChange }: FiltersProps) {
  return (
    <>
      <label>
        {texts.events.type}
        <select value={type ?? ''} onChange={(e) => onChange({ type: e.target.value })}>
          <option value="">{texts.events.allTypes}</option>
          <option value={failures}>{texts.events.withCount(texts.events.failures, kinds.failures)}</option>
          {kinds.types.map(([name, count]) => <option key={name} value={name}>{texts.events.withCount(name, count)}</option>)}
        </select>
      </label>
      <label>
        {texts.events.state}
        <select value={state ?? ''} onChange={(e) => onChange({ state: e.target.value })}>
          <option value="">{texts.events.allStates}</option>
          {kinds.states.map(([name, count]) => <option key={name} value={name}>{texts.events.withCount(name, count)}</option>)}
        </select>
      </label>
    </>
  );
}

function Jump({ last, onJump }: { last: number; onJump: (id: number) => void }) {
  const [text, setText] = useState('');
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    const id = Number(text);
    if (Number.isInteger(id) && id >= 1) {
      onJump(Math.min(id, last));
    }
  };
  return (
    <form className="events-jump" onSubmit={submit}>
      <label>
        {texts.events.jump}
        <input type="number" min={1} max={last} value={text} onChange={(e) => setText(e.target.value)} />
      </label>
      <button type="submit">{texts.events.go}</button>
    </form>
  );
}

interface EventRowProps extends Pick<RunTabProps, 'onSelect' | 'toTab'> {
  event: HistoryEvent;
  state: string | undefined;
  visit: number | undefined;
  /** When the execution began. */
  start: number;
  mode: Mode;
  isOpen: boolean;
  isSelected: boolean;
  control: RowControl;
  onToggle: (id: number) => void;
}

function EventRow({ event, state, visit, start, mode, isOpen, isSelected, control, onToggle, onSelect, toTab }: EventRowProps) {
  const shows = mode !== 'compact' || isOpen;
  const line = (
    <>
      <span className="events-id">{event.id}</span>
      <span className={`events-type ${isFailure(event) ? 'tone-failed' : ''}`}>{event.type}</span>
      <span className="events-state">{state}</span>
      <span className="events-time">+{formatLength(event.timestamp - start)}</span>
      {mode === 'compact' ? <span className="events-summary">{summaryOf(event)}</span> : null}
    </>
  );
  return (
    <article className={`events-row ${isSelected ? 'events-selected' : ''}`} aria-label={texts.events.event(event.id, event.type)}>
      <button
        type="button"
        tabIndex={control.tabIndex}
        className={`${control.className} events-line quiet`}
        aria-expanded={mode === 'compact' ? isOpen : undefined}
        onClick={() => onToggle(event.id)}
      >
        {line}
      </button>
      {shows ? (
        <div className="events-details">
          <p className="events-about">
            <Time at={event.timestamp} />
            {event.previousEventId > 0 ? <span>{texts.events.follows(event.previousEventId)}</span> : null}
            {visit === undefined ? null : (
              <>
                <button type="button" className="quiet" aria-pressed={isSelected} onClick={() => onSelect(isSelected ? undefined : visit)}>
                  {texts.events.select(state ?? '')}
                </button>
                <Link href={toTab('graph', visit)}>{texts.events.toGraph}</Link>
                <Link href={toTab('data', visit)}>{texts.events.toData}</Link>
              </>
            )}
          </p>
          {mode === 'json' ? <Json text={JSON.stringify(event)} label={texts.events.event(event.id, event.type)} /> : <Fields event={event} />}
        </div>
      ) : null}
    </article>
  );
}

function Fields({ event }: { event: HistoryEvent }) {
  const fields = fieldsOf(event);
  return fields.length === 0 ? <p className="none">{texts.events.noDetails}</p> : (
    <dl>
      {fields.map(({ name, value, isData }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{isData ? <Json text={value} label={`${event.id} ${name}`} /> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
