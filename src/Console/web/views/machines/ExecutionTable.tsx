import { useMemo } from 'react';
import { Link } from 'wouter';
import { nameOf } from '../../api/arns.ts';
import type { ExecutionItem } from '../../api/types.ts';
import { Status } from '../../parts/Status.tsx';
import { Time } from '../../parts/Time.tsx';
import { Took } from '../../parts/Took.tsx';
import { type Column, VirtualTable } from '../../parts/VirtualTable.tsx';
import { routes } from '../../routes.ts';
import { texts } from '../../texts.ts';

const said = texts.executions;

/** Executions of a machine, of which some can be selected. */
export function ExecutionTable({ rows, machineName, selected, onSelect }: {
  rows: readonly ExecutionItem[];
  machineName: string;
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
}) {
  const count = useMemo(() => rows.reduce((sum, { executionArn }) => sum + Number(selected.has(executionArn)), 0), [rows, selected]);
  const columns = useMemo<Column<ExecutionItem>[]>(() => [
    {
      id: 'tick',
      kind: 'tick',
      head: (
        <input
          type="checkbox"
          aria-label={said.selectAll}
          checked={count > 0 && count === rows.length}
          ref={(box) => {
            if (box) {
              box.indeterminate = count > 0 && count < rows.length;
            }
          }}
          onChange={(e) => onSelect(new Set(e.target.checked ? rows.map(({ executionArn }) => executionArn) : []))}
        />
      ),
      cell: ({ executionArn, name }) => (
        <input
          type="checkbox"
          aria-label={said.select(name)}
          checked={selected.has(executionArn)}
          onChange={(e) => {
            const next = new Set(selected);
            if (e.target.checked) {
              next.add(executionArn);
            } else {
              next.delete(executionArn);
            }

            onSelect(next);
          }}
        />
      ),
    },
    {
      id: 'name',
      head: said.name,
      kind: 'wide',
      cell: ({ executionArn, name }) => <Link href={routes.execution(executionArn)} title={name}>{name}</Link>,
    },
    { id: 'status', head: said.status, cell: ({ status }) => <Status of={status} /> },
    { id: 'started', head: said.started, kind: 'extra', cell: ({ startDate }) => <Time at={startDate} /> },
    { id: 'took', head: said.took, kind: 'number', cell: ({ startDate, stopDate }) => <Took from={startDate} to={stopDate} /> },
    {
      id: 'of',
      head: said.of,
      kind: 'extra',
      cell: ({ stateMachineAliasArn, stateMachineVersionArn }) =>
        [stateMachineAliasArn, stateMachineVersionArn].filter((arn) => arn !== undefined).map(nameOf).join(' · ') || texts.none,
    },
    { id: 'redrives', head: said.redrives, kind: 'extra', cell: ({ redriveCount }) => redriveCount || texts.none },
  ], [rows, count, selected, onSelect]);
  return <VirtualTable label={said.list(machineName)} columns={columns} rows={rows} rowKey={(row) => row.executionArn} />;
}
