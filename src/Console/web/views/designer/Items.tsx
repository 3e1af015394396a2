import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useService, useServices } from '../../api/services.ts';
import { designerTexts } from '../../designerTexts.ts';
import { catalogue, type Item, itemsOf, search, servicesOf } from './catalogue.ts';
import { drag } from './dragged.ts';

const said = designerTexts;

// A service may have hundreds of actions, of which nobody looks at more.
const most = 60;
const mostAtFirst = 10;

/**
 * What can be inserted, to search in, to choose from and to drag. Enter takes the first one that is found, the arrows go through them.
 * @param hasFocus Whether the search has the keyboard from the beginning.
 * @param only The group that is to be chosen from; all where it is missing.
 */
export function Items({ onChoose, hasFocus, isDraggable, only }: { onChoose: (item: Item) => void; hasFocus?: boolean; isDraggable?: boolean; only?: Item['group'] }) {
  const [words, setWords] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const services = useServices();
  const named = useMemo(() => (words.trim().length < 2 ? undefined : servicesOf(services.data ?? [], words)), [services.data, words]);
  const service = useService(named?.name);
  const found = useMemo(() => {
    const ofService = service.data ? itemsOf(service.data) : [];
    return [...search(catalogue, words), ...search(ofService, words)].filter(({ group }) => only === undefined || group === only);
  }, [words, service.data, only]);
  const groups = (['states', 'patterns', 'integrations'] as const).map((group) => {
    const items = found.filter((item) => item.group === group);
    const shown = items.slice(0, words.trim() === '' && group === 'integrations' ? mostAtFirst : most);
    return { group, shown, hidden: items.length - shown.length };
  });
  const first = groups.find(({ shown }) => shown.length > 0)?.shown[0];
  const onKeyDown = (e: KeyboardEvent): void => {
    const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      e.preventDefault();
      const buttons = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
      const at = buttons.indexOf(e.target as HTMLElement) + step;
      (at < 0 ? list.current?.parentElement?.querySelector('input') : buttons[Math.min(at, buttons.length - 1)])?.focus();
    } else if (e.key === 'Enter' && e.target instanceof HTMLInputElement && first) {
      e.preventDefault();
      onChoose(first);
    }
  };
  return (
    <div className="designer-items" onKeyDown={onKeyDown}>
      <label>
        {said.search}
        <input type="search" value={words} placeholder={said.searchHint} autoFocus={hasFocus ?? false} onChange={(e) => setWords(e.target.value)} />
      </label>
      <div ref={list} className="designer-found">
        {groups.map(({ group, shown, hidden }) => shown.length === 0 ? null : (
          <section key={group} aria-label={said.groups[group]}>
            <h2>{said.groups[group]}</h2>
            <ul>
              {shown.map((item) => (
                <li key={item.id}>
                  <button
                    type="button"
                    className={`designer-item of-${item.type}`}
                    draggable={isDraggable ?? false}
                    onDragStart={(e) => drag(e.dataTransfer, { item: item.id })}
                    onClick={() => onChoose(item)}
                  >
                    <span className="name">{item.title}</span>
                    <span className="about">{item.about}</span>
                  </button>
                </li>
              ))}
            </ul>
            {hidden > 0 ? <p className="none">{said.more(hidden)}</p> : null}
          </section>
        ))}
        {named && service.isLoading ? <p className="none" role="status">{said.loadingService}</p> : null}
        {found.length === 0 && !service.isLoading ? <p className="none" role="status">{said.nothingFound}</p> : null}
      </div>
    </div>
  );
}
