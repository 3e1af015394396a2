import { Dialog } from '../../parts/Dialog.tsx';
import { texts } from '../../texts.ts';

/** What each key does in the graph. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={texts.designer.keysTitle} onClose={onClose}>
      <table>
        <tbody>
          {texts.designer.keyList.map(([keys, what]) => <tr key={keys}><th scope="row"><kbd>{keys}</kbd></th><td>{what}</td></tr>)}
        </tbody>
      </table>
    </Dialog>
  );
}
