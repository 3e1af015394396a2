import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { texts } from '../texts.ts';
import './Rows.css';

/** What a row's own control, the one that the arrow keys go to, needs on it. */
export interface RowControl {
  className: 'rows-main';
  tabIndex: number;
}

/** A row to go to, and to focus where somebody asked for it. */
export interface GoTo {
  index: number;
  focus: boolean;
}

interface RowsProps {
  label: string;
  count: number;
  /** What tells a row from others, however the list changes. All rows are looked at again whenever it is another function. */
  keyOf: (index: number) => string | number;
  /** About how high rows are, in pixels; they are measured when they show. */
  height: number;
  row: (index: number, control: RowControl) => ReactNode;
  /** Where to go whenever another object comes. */
  goTo?: GoTo | undefined;
  /** What stays at the top while the rows scroll. */
  head?: ReactNode;
  /** A width other than that of the place. */
  width?: string;
  scroller?: RefObject<HTMLDivElement | null>;
}

/** About what the head may take of the list's end. */
const headHeight = 40;

/**
 * A list of any length, of which only the rows in sight are in the page. Up, Down, Page Up, Page Down, Home and End go from row to row;
 * Tab goes into a row and on.
 */
export function Rows({ label, count, keyOf, height, row, goTo, head, width, scroller }: RowsProps) {
  const own = useRef<HTMLDivElement>(null);
  const element = scroller ?? own;
  const end = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  // Whenever a row is not as high as was reckoned, the places of all after it are worked out again: most are as high as the first.
  const [learnt, setLearnt] = useState({ height, row: height });
  const rowHeight = learnt.height === height ? learnt.row : height;
  useLayoutEffect(() => {
    const first = element.current?.querySelector<HTMLElement>(':scope > ol > li');
    if (first) {
      setLearnt({ height, row: first.offsetHeight });
    }
  }, [element, height]);
  const estimateSize = useCallback(() => rowHeight, [rowHeight]);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => element.current,
    estimateSize,
    getItemKey: keyOf,
    overscan: 8,
    scrollPaddingEnd: head ? headHeight : 0,
    useFlushSync: false,
  });
  useLayoutEffect(() => virtual.measure(), [virtual, rowHeight]);
  const current = Math.min(active, count - 1);

  const goToRow = (index: number): void => {
    setActive(index);
    virtual.scrollToIndex(index, { align: 'auto' });
    focusWhenShown(element.current, index);
  };
  useEffect(() => {
    if (goTo && goTo.index >= 0) {
      setActive(goTo.index);
      virtual.scrollToIndex(goTo.index, { align: 'center' });
      if (goTo.focus) {
        focusWhenShown(element.current, goTo.index);
      }
    }
    // Whatever else changes, it goes there once.
  }, [goTo]);

  const onKeyDown = (e: KeyboardEvent<HTMLDivElement>): void => {
    const target = e.target as HTMLElement;
    if (!target.classList.contains('rows-main') || e.altKey || e.ctrlKey || e.metaKey) {
      return;
    }

    const at = indexOf(target);
    const page = Math.max(1, Math.floor((element.current?.clientHeight ?? 0) / rowHeight) - 1);
    const places: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: count - 1 };
    const next = places[e.key];
    if (next !== undefined) {
      e.preventDefault();
      goToRow(Math.max(0, Math.min(count - 1, next)));
    }
  };
  return (
    <>
      <button type="button" className="skip" onClick={() => end.current?.focus()}>{texts.rows.skip(label)}</button>
      <div
        ref={element}
        className="rows"
        onKeyDown={onKeyDown}
        onFocus={(e) => {
          const at = indexOf(e.target);
          if (at >= 0) {
            setActive(at);
          }
        }}
      >
        {head}
        <ol aria-label={label} style={{ height: virtual.getTotalSize(), width }}>
          {virtual.getVirtualItems().map((item) => (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              aria-setsize={count}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {row(item.index, { className: 'rows-main', tabIndex: item.index === current ? 0 : -1 })}
            </li>
          ))}
        </ol>
      </div>
      <div ref={end} tabIndex={-1} />
    </>
  );
}

function indexOf(element: Element): number {
  return Number(element.closest<HTMLElement>('.rows > ol > li')?.dataset['index'] ?? -1);
}

/** At once where the row is in the page, so that the next key is for it; else a frame or two after the list went there. */
function focusWhenShown(list: HTMLElement | null, index: number, frames = 10): void {
  const main = list?.querySelector<HTMLElement>(`:scope > ol > li[data-index="${index}"] .rows-main`);
  if (main) {
    main.focus({ preventScroll: true });
  } else if (frames > 0) {
    requestAnimationFrame(() => focusWhenShown(list, index, frames - 1));
  }
}
