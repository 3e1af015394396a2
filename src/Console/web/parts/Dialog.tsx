import { type ReactNode, useEffect, useId, useRef } from 'react';
import { texts } from '../texts.ts';

/**
 * A modal dialog, closed by its button, by Escape, or by {@link onClose} of its own content. What has `data-first` in its content has the
 * keyboard first, else the button that closes it.
 */
export function Dialog({ title, onClose, children, wide }: { title: string; onClose: () => void; children: ReactNode; wide?: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} className={wide ? 'wide' : undefined} onCancel={(e) => { e.preventDefault(); onClose(); }}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" className="quiet" onClick={onClose}>{texts.close}</button>
      </header>
      {children}
    </dialog>
  );
}
