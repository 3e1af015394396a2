import type { Counts, MapRun } from '../../api/types.ts';
import { texts } from '../../texts.ts';
import { countOf } from './counts.ts';

const said = texts.mapRun;
const always: readonly (keyof Counts)[] = ['total', 'pending', 'running', 'succeeded', 'failed', 'timedOut', 'aborted', 'resultsWritten'];
const tones: Partial<Record<keyof Counts, string>> = { running: 'running', succeeded: 'succeeded', failed: 'failed', timedOut: 'failed', aborted: 'aborted', pendingRedrive: 'caught' };

/** What has become of the items of a Map Run, and of its child executions. */
export function Counters({ run: { itemCounts, executionCounts, redriveCount } }: { run: MapRun }) {
  const names: readonly (keyof Counts)[] = redriveCount ? [...always, 'pendingRedrive', 'failuresNotRedrivable'] : always;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={said.counters}>
      <table aria-label={said.counters}>
        <thead>
          <tr>
            <th scope="col"><span className="hidden">{said.of}</span></th>
            {names.map((name) => <th key={name} scope="col" className="maprun-number">{said.counts[name]}</th>)}
          </tr>
        </thead>
        <tbody>
          {([[said.items, itemCounts], [said.executions, executionCounts]] as const).map(([label, counts]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {names.map((name) => {
                const count = countOf(counts, name);
                const tone = tones[name];
                return <td key={name} className="maprun-number">{tone && count > 0 ? <span className={`maprun-count tone-${tone}`}>{count}</span> : count}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
