import { type ReactNode, useEffect, useId } from 'react';
import { formTexts } from '../../../formTexts.ts';

const said = formTexts;

interface LabelledProps {
  label: string;
  help?: string | undefined;
  /** Where AWS describes it. */
  link?: string | undefined;
  isRequired?: boolean;
  /** Buttons beside the label. */
  tools?: ReactNode;
  /** Whether it was just added: it has the keyboard at once. */
  isNew?: boolean | undefined;
  /** Why what stands there is not taken. */
  error?: string | undefined;
  children: (ids: { id: string; describedBy: string | undefined }) => ReactNode;
}

/** A labelled control with what it means. */
export function Labelled({ label, help, link, isRequired, tools, isNew, error, children }: LabelledProps) {
  const id = useId();
  useEffect(() => {
    if (isNew) {
      document.getElementById(id)?.focus();
    }
    // What was new once does not take the keyboard again.
  }, []);
  const about = `${id}-about`;
  const isAbout = help !== undefined || error !== undefined;
  return (
    <div className="forms-field">
      <div className="forms-head">
        <label htmlFor={id}>{label}{isRequired ? <abbr title={said.required} aria-hidden="true">*</abbr> : null}</label>
        <span className="forms-tools">{tools}</span>
      </div>
      {children({ id, describedBy: isAbout ? about : undefined })}
      {isAbout ? (
        <p id={about} className={error === undefined ? 'forms-help' : 'forms-error'}>
          {error ?? help}
          {error === undefined && link ? <> <a href={link} target="_blank" rel="noreferrer">{said.more}<span className="hidden"> {label}</span></a></> : null}
        </p>
      ) : null}
    </div>
  );
}
