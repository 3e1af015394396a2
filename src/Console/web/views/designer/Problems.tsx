import { designerTexts } from '../../designerTexts.ts';
import { lastOf } from '../../model/pointer.ts';
import type { Finding } from './findings.ts';
import type { Validation } from './useFindings.ts';

const said = designerTexts.problems;

// Who has more will mend some of these first.
const most = 100;

/** What is wrong, to be led to where it is. */
export function Problems({ validation: { findings, isChecking, error }, onShow }: { validation: Validation; onShow: (finding: Finding) => void }) {
  const errors = findings.filter(({ severity }) => severity === 'ERROR').length;
  const state = error ? said.unchecked : isChecking && findings.length === 0 ? said.checking : said.count(errors, findings.length - errors);
  if (findings.length === 0) {
    return <p className="designer-problems none" role="status">{state}</p>;
  }

  return (
    <details className="designer-problems" open>
      <summary><span role="status">{state}</span></summary>
      <ul aria-label={said.title}>
        {findings.slice(0, most).map((finding, i) => (
          <li key={i} className={`has-${finding.severity}`}>
            <button type="button" className="quiet" onClick={() => onShow(finding)}>
              <strong>{finding.state === undefined ? said.whole : lastOf(finding.state)}</strong>
              <span className="hidden">{designerTexts.severity[finding.severity]}</span>
              {finding.message} {finding.place ? <code>{finding.place}</code> : null}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
