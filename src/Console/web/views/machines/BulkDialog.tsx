import { useEffect, useMemo, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import type { ExecutionItem } from '../../api/types.ts';
import { each } from '../../model/each.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { type Column, VirtualTable } from '../../parts/VirtualTable.tsx';
import { texts } from '../../texts.ts';

export type BulkKind = 'stop' | 'redrive';

/** What has become of one execution. */
interface Outcome {
  kind: 'waits' | 'done' | 'failed' | 'skipped';
  reason?: string;
}

const atOnce = 8;

function canBe(kind: BulkKind, { status }: ExecutionItem): boolean {
  return kind === 'stop' ? status === 'RUNNING' : status !== 'RUNNING' && status !== 'SUCCEEDED';
}

/** Stops or redrives executions, and says of each what has become of it. Closing it leaves those alone whose turn has not come. */
export function BulkDialog({ kind, rows, onDone, onClose }: {
  kind: BulkKind;
  rows: readonly ExecutionItem[];
  /** Is told of those that are not any more what they were. */
  onDone: (changed: readonly ExecutionItem[]) => void;
  onClose: () => void;
}) {
  const said = texts.bulk[kind];
  const meant = useMemo(() => rows.filter((row) => canBe(kind, row)), [kind, rows]);
  const outcomes = useRef(new Map<string, Outcome>());
  const [count, setCount] = useState(0);
  const [isBegun, setBegun] = useState(false);
  const [cause, setCause] = useState('');
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const begin = async (): Promise<void> => {
    setBegun(true);
    stop.current = new AbortController();
    const changed: ExecutionItem[] = [];
    await each(meant, atOnce, async (row) => {
      const outcome = await act(kind, row, cause);
      outcomes.current.set(row.executionArn, outcome);
      if (outcome.kind === 'done') {
        changed.push({ ...row, status: kind === 'stop' ? 'ABORTED' : 'RUNNING' });
      }

      setCount((before) => before + 1);
    }, stop.current.signal);
    onDone(changed);
  };
  const outcomeOf = (row: ExecutionItem): Outcome =>
    canBe(kind, row) ? (outcomes.current.get(row.executionArn) ?? { kind: 'waits' }) : { kind: 'skipped', reason: texts.status[row.status] ?? row.status };
  const columns: Column<ExecutionItem>[] = [
    { id: 'name', head: texts.executions.name, kind: 'wide', cell: ({ name }) => <span title={name}>{name}</span> },
    {
      id: 'outcome',
      head: texts.bulk.outcome,
      kind: 'wide',
      cell: (row) => {
        const outcome = outcomeOf(row);
        const text = outcome.kind === 'failed' ? outcome.reason : outcome.kind === 'skipped' ? texts.bulk.skipped(outcome.reason ?? '') : said[outcome.kind];
        return <span className={`bulk-${outcome.kind}`} title={text}>{text}</span>;
      },
    },
  ];
  const failed = isBegun ? meant.filter((row) => outcomes.current.get(row.executionArn)?.kind === 'failed').length : 0;
  return (
    <Dialog title={said.title} onClose={onClose} wide>
      <p>{said.about(meant.length, rows.length)}</p>
      {isBegun ? (
        <>
          <progress className="bulk-progress" aria-label={said.title} max={meant.length} value={count} />
          <p role="status">{texts.bulk.progress(count, meant.length, failed)}</p>
        </>
      ) : (
        <form className="form" onSubmit={(e) => { e.preventDefault(); void begin(); }}>
          {kind === 'stop' ? (
            <label>
              {texts.bulk.cause}
              <input value={cause} maxLength={32768} onChange={(e) => setCause(e.target.value)} />
            </label>
          ) : null}
          <div className="bar">
            <button type="submit" className={kind === 'stop' ? 'danger' : 'primary'} disabled={meant.length === 0}>{said.begin(meant.length)}</button>
          </div>
        </form>
      )}
      <VirtualTable label={texts.bulk.outcomes} columns={columns} rows={rows} rowKey={(row) => row.executionArn} />
    </Dialog>
  );
}

async function act(kind: BulkKind, { executionArn }: ExecutionItem, cause: string): Promise<Outcome> {
  try {
    await (kind === 'stop'
      ? call('StopExecution', { executionArn, ...(cause ? { cause } : {}) })
      : call('RedriveExecution', { executionArn }));
    return { kind: 'done' };
  } catch (e) {
    return { kind: 'failed', reason: (e as Error).message };
  }
}
