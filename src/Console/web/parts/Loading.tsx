import { texts } from '../texts.ts';

export function Loading() {
  return <p className="loading" role="status">{texts.loading}</p>;
}
