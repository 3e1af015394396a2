import { designerTexts } from '../../designerTexts.ts';
import { Dialog } from '../../parts/Dialog.tsx';

/** What each key does in the graph. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={designerTexts.keysTitle} onClose={onClose}>
      <table>
        <tbody>
          {designerTexts.keyList.map(([keys, what]) => <tr key={keys}><th scope="row"><kbd>{keys}</kbd></th><td>{what}</td></tr>)}
        </tbody>
      </table>
    </Dialog>
  );
}
