import { designerTexts } from '../../designerTexts.ts';
import type { Item } from './catalogue.ts';
import { Items } from './Items.tsx';

/** What can be drawn with, to drag to where it is to be. */
export function Palette({ onChoose }: { onChoose: (item: Item) => void }) {
  return (
    <>
      <p className="none">{designerTexts.dragOrClick}</p>
      <Items onChoose={onChoose} isDraggable />
    </>
  );
}
