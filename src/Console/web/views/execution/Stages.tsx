import type { TestStateAnswer } from '../../api/types.ts';
import type { Stage } from '../../model/inspection.ts';
import { formatLength } from '../../parts/format.ts';
import { Json } from '../../parts/Json.tsx';
import { texts } from '../../texts.ts';
import './DataTab.css';

/** What a test came to, in words. */
export function outcomeOf({ status, error, cause, nextState, inspectionData }: TestStateAnswer): string {
  const { catchIndex, retryIndex, retryBackoffIntervalSeconds } = (inspectionData?.errorDetails ?? {}) as Record<string, number | undefined>;
  const failure = [error, cause].filter((part) => part).join(': ');
  switch (status) {
    case 'RETRIABLE':
      return texts.data.retriable(failure, (retryIndex ?? 0) + 1, formatLength(retryBackoffIntervalSeconds ?? 0));
    case 'CAUGHT_ERROR':
      return texts.data.caught(failure, (catchIndex ?? 0) + 1, nextState ?? '');
    case 'FAILED':
      return texts.data.failed(failure);
    default:
      return nextState === undefined ? texts.data.ends : texts.data.goesOn(nextState);
  }
}

/** What the data was at each stage. */
export function Stages({ stages }: { stages: Stage[] }) {
  return (
    <ol className="data-stages" aria-label={texts.data.stages}>
      {stages.map((stage) => {
        const title = texts.data.stage[stage.name] ?? stage.name;
        return (
          <li key={stage.name} className="panel">
            <details open={!stage.isSame}>
              <summary>
                <span className="data-title">{title}</span>
                {stage.field ? <code>{stage.field}: {stage.expression}</code> : null}
                {stage.isSame ? <span className="data-same">{texts.data.same}</span> : null}
              </summary>
              <Json text={stage.text} label={title} />
            </details>
          </li>
        );
      })}
    </ol>
  );
}
