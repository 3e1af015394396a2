import { texts } from '../../texts.ts';
import type { Qualifier } from './qualifiers.ts';

/** Which aliases and versions of a machine there are to choose from; nothing where there is none. */
export function QualifierSelect({ label, none, qualifiers, value, onChange }: {
  label: string;
  /** What stands for the machine itself. */
  none: string;
  qualifiers: readonly Qualifier[] | undefined;
  /** A name; empty for the machine itself. */
  value: string;
  onChange: (name: string) => void;
}) {
  if (!qualifiers?.length && value === '') {
    return null;
  }

  return (
    <label>
      {label}
      <select value={value} onChange={(e) => onChange(e.target.value)}>
        <option value="">{none}</option>
        {(qualifiers ?? []).map(({ name, kind }) => <option key={name} value={name}>{texts.versions.oneOf[kind](name)}</option>)}
        {value === '' || qualifiers?.some(({ name }) => name === value) ? null : <option value={value}>{value}</option>}
      </select>
    </label>
  );
}
