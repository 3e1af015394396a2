import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { formTexts } from '../../../formTexts.ts';
import type { StateNode } from '../../../model/definition.ts';
import { faultOf } from '../forms/controls.tsx';
import { exampleResult, type MockKind, type MockSetting } from './mocks.ts';

const said = formTexts.test;

/** A result that a state's work may come to. */
export function useExample(state: StateNode): string {
  const resource = String(state.json['Resource'] ?? state.type);
  return useQuery({ queryKey: ['exampleResult', resource, state.scopes.length], queryFn: () => exampleResult(state), staleTime: Infinity }).data ?? '{}';
}

interface MockFieldsProps {
  label: string;
  kinds: readonly MockKind[];
  setting: MockSetting;
  example: string;
  errors: readonly string[];
  /** Whether there may be several tries. */
  hasTimes: boolean;
  onChange: (setting: MockSetting) => void;
}

/** What stands for a state's work. */
export function MockFields({ label, kinds, setting, example, errors, hasTimes, onChange }: MockFieldsProps) {
  const id = useId();
  const { kind, error, cause, times } = setting;
  const result = setting.result ?? example;
  const wrong = faultOf(result);
  const hasResult = kind === 'result' || (kind === 'error' && hasTimes && times.trim() !== '');
  return (
    <div className="forms-inside" role="group" aria-label={said.mockOf(label)}>
      <select aria-label={said.mockOf(label)} value={kind} onChange={(e) => onChange({ ...setting, kind: e.target.value as MockKind })}>
        {kinds.map((each) => <option key={each} value={each}>{each === 'inside' ? said.inside : said.kinds[each]}</option>)}
      </select>
      {kind === 'real' ? <p className="forms-help">{said.realHelp}</p> : null}
      {kind === 'error' ? (
        <>
          <label htmlFor={`${id}-error`}>{said.error}</label>
          <input id={`${id}-error`} value={error} list={`${id}-errors`} onChange={(e) => onChange({ ...setting, error: e.target.value })} />
          <datalist id={`${id}-errors`}>{errors.map((each) => <option key={each} value={each} />)}</datalist>
          <label htmlFor={`${id}-cause`}>{said.cause}</label>
          <input id={`${id}-cause`} value={cause} onChange={(e) => onChange({ ...setting, cause: e.target.value })} />
          {hasTimes ? (
            <>
              <label htmlFor={`${id}-times`}>{said.times}</label>
              <input id={`${id}-times`} type="number" min={0} value={times} placeholder={said.always} onChange={(e) => onChange({ ...setting, times: e.target.value })} />
            </>
          ) : null}
        </>
      ) : null}
      {hasResult ? (
        <>
          <label htmlFor={`${id}-result`}>{said.result}</label>
          <textarea
            id={`${id}-result`}
            className="forms-json"
            spellCheck={false}
            rows={Math.min(12, result.split('\n').length + 1)}
            value={result}
            aria-invalid={wrong !== undefined || undefined}
            onChange={(e) => onChange({ ...setting, result: e.target.value })}
          />
          {wrong === undefined ? null : <p className="forms-error">{formTexts.noJson(wrong)}</p>}
        </>
      ) : null}
    </div>
  );
}
