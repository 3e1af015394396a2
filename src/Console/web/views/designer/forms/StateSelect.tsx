import { type ControlProps, ChoiceControl } from './controls.tsx';
import { type Slot, useForm } from './form.ts';

/** The name of a state of the same scope. */
export function StateSelect({ slot, isRequired, scope, ...control }: ControlProps & {
  slot: Slot;
  isRequired?: boolean;
  /** The place of the scope; that of the form's state where it is missing. */
  scope?: string;
}) {
  const { document, state } = useForm();
  const of = scope ?? state?.scope.id ?? '';
  const states = document.nodeAt(`${of}/States`);
  const names = states?.type === 'object' ? (states.children ?? []).map(({ children }) => String(children?.[0]?.value)) : [];
  return <ChoiceControl {...control} slot={slot} options={names.map((name) => [name, name])} {...(isRequired ? { isRequired } : {})} />;
}
