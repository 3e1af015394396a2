import { type DragEvent, type FormEvent, useState } from 'react';
import { detailsOf, History } from '../../model/history.ts';
import { readDefinition } from '../../model/definition.ts';
import { readDefinitionFile, readHistoryFile } from '../../model/historyFile.ts';
import type { Run } from '../../model/run.ts';
import { useAddress } from '../../parts/address.ts';
import { Failure } from '../../parts/Failure.tsx';
import { Status } from '../../parts/Status.tsx';
import { Time } from '../../parts/Time.tsx';
import { formatLength } from '../../parts/format.ts';
import { useTitle } from '../../parts/title.ts';
import { routes } from '../../routes.ts';
import { texts } from '../../texts.ts';
import { isTab, RunTabs } from './RunTabs.tsx';
import './ImportView.css';

const command = 'aws stepfunctions get-execution-history --include-execution-data --execution-arn ARN > history.json';

/** A history that was exported elsewhere, shown as the executions of this server are. It stays in the browser. */
export default function ImportView() {
  useTitle(texts.imported.title);
  const [run, setRun] = useState<Run>();
  return run ? <Imported run={run} onClose={() => setRun(undefined)} /> : <Form onRead={setRun} />;
}

function Imported({ run, onClose }: { run: Run; onClose: () => void }) {
  const [{ tab: shown, visit }, setAddress] = useAddress<'tab' | 'visit'>();
  const { history } = run;
  const selected = visit !== undefined && /^\d+$/.test(visit) ? Number(visit) : undefined;
  const end = history.events.at(-1);
  const { error, cause } = end ? detailsOf(end) : {};
  const from = history.events[0]?.timestamp ?? 0;
  return (
    <section className="imported">
      <div className="bar">
        <h1>{texts.imported.title}</h1>
        <button type="button" className="push" onClick={onClose}>{texts.imported.another}</button>
      </div>
      <dl className="facts">
        <div><dt>{texts.imported.status}</dt><dd><Status of={history.status} /></dd></div>
        <div><dt>{texts.imported.started}</dt><dd><Time at={from} /></dd></div>
        <div><dt>{texts.imported.length}</dt><dd>{formatLength((end?.timestamp ?? from) - from)}</dd></div>
        <div><dt>{texts.imported.events}</dt><dd>{history.events.length}</dd></div>
      </dl>
      {error === undefined && cause === undefined ? null : <p className="failure"><strong>{error}</strong> {cause}</p>}
      <RunTabs
        run={run}
        tab={isTab(shown) ? shown : 'graph'}
        selected={selected}
        onSelect={(id) => setAddress({ visit: id === undefined ? '' : String(id) })}
        toTab={(tab, id = selected) => `${routes.history()}?${new URLSearchParams({ tab, ...(id === undefined ? {} : { visit: String(id) }) })}`}
      />
    </section>
  );
}

/** A text that was pasted, or came from a file. */
interface Given {
  text: string;
  file?: string;
}

function Form({ onRead }: { onRead: (run: Run) => void }) {
  const [history, setHistory] = useState<Given>({ text: '' });
  const [definition, setDefinition] = useState<Given>({ text: '' });
  const [error, setError] = useState<Error>();
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    try {
      onRead(runOf(history.text, definition.text));
    } catch (problem) {
      setError(problem as Error);
    }
  };
  return (
    <form className="imported" onSubmit={submit}>
      <h1>{texts.imported.title}</h1>
      <p>{texts.imported.about}</p>
      <pre className="imported-command" tabIndex={0}>{command}</pre>
      <Source label={texts.imported.history} given={history} onGive={setHistory} />
      <Source label={texts.imported.definition} given={definition} onGive={setDefinition} />
      {error ? <Failure error={error} /> : null}
      <button type="submit" className="primary" disabled={history.text.trim() === ''}>{texts.imported.show}</button>
    </form>
  );
}

/** @throws Error Saying what is wrong with either text. */
function runOf(history: string, definition: string): Run {
  const events = readHistoryFile(history);
  const definitionText = definition.trim() === '' ? undefined : readDefinitionFile(definition);
  return {
    execution: undefined,
    definition: definitionText === undefined ? undefined : readDefinition(definitionText),
    definitionText,
    history: History.of(events),
    version: 1,
  };
}

/** Takes a text that is pasted, or a file that is dropped or chosen. */
function Source({ label, given, onGive }: { label: string; given: Given; onGive: (given: Given) => void }) {
  const [isOver, setOver] = useState(false);
  const take = (file: File | undefined): void => {
    void file?.text().then((text) => onGive({ text, file: file.name }));
  };
  const drop = (e: DragEvent): void => {
    if (e.dataTransfer.files.length > 0) {
      e.preventDefault();
      take(e.dataTransfer.files[0]);
    }

    setOver(false);
  };
  return (
    <fieldset
      className={`imported-source ${isOver ? 'imported-over' : ''}`}
      onDragOver={(e) => { e.preventDefault(); setOver(true); }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <legend>{label}</legend>
      {given.file === undefined ? (
        <>
          <label>
            {texts.imported.file}
            <input type="file" accept=".json,application/json" onChange={(e) => take(e.target.files?.[0])} />
          </label>
          <label>
            {texts.imported.paste}
            <textarea rows={6} spellCheck={false} value={given.text} onChange={(e) => onGive({ text: e.target.value })} />
          </label>
        </>
      ) : (
        // A file may be of many megabytes: more than a text field bears.
        <p>
          {texts.imported.chosen(given.file, formatSize(given.text.length))}
          {' '}
          <button type="button" onClick={() => onGive({ text: '' })}>{texts.imported.remove}</button>
        </p>
      )}
    </fieldset>
  );
}

function formatSize(length: number): string {
  return length < 1_000_000 ? `${Math.max(1, Math.round(length / 1000))} kB` : `${(length / 1_000_000).toFixed(1)} MB`;
}
