import { texts } from '../../texts.ts';
import { QualifierSelect } from './QualifierSelect.tsx';
import { useQualifiers } from './qualifiers.ts';

/** As they stand in the address; what is empty is not looked for. */
export interface FilterValues {
  status: string;
  name: string;
  /** Local times, as `2026-01-31T09:30`. */
  from: string;
  to: string;
  /** An alias or a version. */
  of: string;
}

export const noFilter: FilterValues = { status: '', name: '', from: '', to: '', of: '' };

export function isFiltered(values: FilterValues): boolean {
  return Object.values(values).some((value) => value !== '');
}

const said = texts.executions;
const statuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

/** Which executions of a machine are looked for. */
export function ExecutionFilters({ machineArn, values, onChange }: {
  machineArn: string;
  values: FilterValues;
  onChange: (changes: Partial<FilterValues>) => void;
}) {
  const { qualifiers } = useQualifiers(machineArn);
  return (
    <div className="bar" role="search" aria-label={said.filters}>
      <label>
        {said.status}
        <select value={values.status} onChange={(e) => onChange({ status: e.target.value })}>
          <option value="">{said.anyStatus}</option>
          {statuses.map((status) => <option key={status} value={status}>{texts.status[status]}</option>)}
        </select>
      </label>
      <label>
        {said.name}
        <input type="search" value={values.name} placeholder={said.namePart} onChange={(e) => onChange({ name: e.target.value })} />
      </label>
      <label>
        {said.from}
        <input type="datetime-local" value={values.from} onChange={(e) => onChange({ from: e.target.value })} />
      </label>
      <label>
        {said.to}
        <input type="datetime-local" value={values.to} onChange={(e) => onChange({ to: e.target.value })} />
      </label>
      <QualifierSelect label={said.of} none={said.anyOf} qualifiers={qualifiers} value={values.of} onChange={(of) => onChange({ of })} />
      {isFiltered(values) ? <button type="button" onClick={() => onChange(noFilter)}>{said.showAll}</button> : null}
    </div>
  );
}
