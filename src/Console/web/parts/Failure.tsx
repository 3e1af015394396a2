import { ApiError } from '../api/client.ts';
import { texts } from '../texts.ts';

/** Why something is not there: the API's error and text. */
export function Failure({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  return (
    <div className="failure" role="alert">
      <strong>{error instanceof ApiError && error.status === 0 ? texts.failure.unreachable : error.name}</strong>
      {error instanceof ApiError && error.status === 0 ? null : <p>{error.message}</p>}
      {error instanceof ApiError && error.diagnostics.length > 0 ? (
        <ul>
          {error.diagnostics.map((found, i) => (
            <li key={i}>{found.location ? <code>{found.location}</code> : null} {found.message}</li>
          ))}
        </ul>
      ) : null}
      {onRetry ? <button type="button" onClick={onRetry}>{texts.retry}</button> : null}
    </div>
  );
}
