import { useEffect } from 'react';
import { texts } from '../texts.ts';

/** The title of the page while a view is there. */
export function useTitle(...what: (string | undefined)[]): void {
  const title = [...what.filter((part) => part), texts.product].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
