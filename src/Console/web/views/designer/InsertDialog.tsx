import { useState } from 'react';
import type { Document } from '../../design/document.ts';
import { designerTexts } from '../../designerTexts.ts';
import { lastOf } from '../../model/pointer.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import type { Item } from './catalogue.ts';
import { Items } from './Items.tsx';
import { type Place, placesNear } from './places.ts';

const said = designerTexts;

/** Asks what to insert and where. @param place Where, if that is settled; else it is asked, beginning with what is most usual. */
export function InsertDialog({ document, selected, place, onChoose, onClose }: {
  document: Document;
  selected: string | undefined;
  place: Place | undefined;
  onChoose: (item: Item, place: Place) => void;
  onClose: () => void;
}) {
  const [places] = useState(() => (place ? [{ place, text: nameOf(place) }] : placesNear(document, selected)));
  const [index, setIndex] = useState(0);
  const where = places[index];
  return (
    <Dialog title={said.insert} onClose={onClose}>
      <div className="designer-insert">
        <label>
          {said.places.label}
          <select value={index} onChange={(e) => setIndex(Number(e.target.value))}>
            {places.map(({ text }, i) => <option key={i} value={i}>{text}</option>)}
          </select>
        </label>
        <Items onChoose={(item) => where && onChoose(item, where.place)} hasFocus />
      </div>
    </Dialog>
  );
}

function nameOf(place: Place): string {
  switch (place.kind) {
    case 'behind':
      return said.places.behind(lastOf(place.state));
    case 'before':
      return said.places.before(lastOf(place.state));
    case 'way':
      return said.places.on(place.edge.from, place.edge.to);
    case 'new':
      return said.places.new[place.way];
    case 'branch':
      return said.places.branch(lastOf(place.state));
    case 'free':
      return said.places.free;
    default:
      return said.places.start;
  }
}
