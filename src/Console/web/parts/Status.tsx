import type { ExecutionStatus } from '../api/types.ts';
import type { VisitStatus } from '../model/history.ts';
import { texts } from '../texts.ts';

const tones: Record<string, string> = {
  RUNNING: 'running', SUCCEEDED: 'succeeded', FAILED: 'failed', TIMED_OUT: 'failed', ABORTED: 'aborted', PENDING_REDRIVE: 'caught',
};

/** A status in words, with its colour and a sign of its own for those who see no colours. */
export function Status({ of }: { of: ExecutionStatus | VisitStatus }) {
  const tone = tones[of] ?? of;
  return (
    <span className={`status tone-${tone}`}>
      <span className="sign" aria-hidden="true" />
      {texts.status[of] ?? texts.visitStatus[of as VisitStatus] ?? of}
    </span>
  );
}
