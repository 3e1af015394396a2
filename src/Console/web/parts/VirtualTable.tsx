import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, type ReactNode, useRef } from 'react';
import './virtual-table.css';

export interface Column<Row> {
  id: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  /** `wide` takes what room is left, `extra` is not shown where the page is narrow, `number` stands at the right. */
  kind?: 'wide' | 'extra' | 'number' | 'tick';
}

/** Pixels; as in the style sheet. */
const rowHeight = 40;

/**
 * A table of any number of rows, of which those are there that can be seen. It scrolls by itself; its head stays. A row is drawn again
 * when it or the columns are other objects.
 */
export function VirtualTable<Row>({ label, columns, rows, rowKey }: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}) {
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    // What scrolls by is drawn when there is time for it.
    useFlushSync: false,
  });
  const shown = virtual.getVirtualItems();
  const before = shown[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <div ref={scroll} className="scroll virtual-table" tabIndex={0} role="region" aria-label={label}>
      <table aria-label={label} aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ id, head, kind }) => <th key={id} scope="col" className={kind}>{head}</th>)}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <Gap height={before} span={columns.length} /> : null}
          {shown.map(({ index }) => {
            const row = rows[index];
            return row === undefined ? null : <OneRow key={rowKey(row)} columns={columns as readonly Column<unknown>[]} row={row} index={index} />;
          })}
          {after > 0 ? <Gap height={after} span={columns.length} /> : null}
        </tbody>
      </table>
    </div>
  );
}

const OneRow = memo(function OneRow({ columns, row, index }: { columns: readonly Column<unknown>[]; row: unknown; index: number }) {
  return (
    <tr aria-rowindex={index + 2}>
      {columns.map(({ id, cell, kind }) => <td key={id} className={kind}>{cell(row)}</td>)}
    </tr>
  );
});

function Gap({ height, span }: { height: number; span: number }) {
  return <tr aria-hidden="true" className="gap"><td colSpan={span} style={{ height }} /></tr>;
}
