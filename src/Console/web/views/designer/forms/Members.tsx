import { useState } from 'react';
import type { Shape, Shapes } from '../../../api/services.ts';
import { capitalized } from '../../../model/integration.ts';
import { lastOf, within } from '../../../model/pointer.ts';
import { formTexts } from '../../../formTexts.ts';
import { exampleOf } from './example.ts';
import { namesOf, setAt, useForm } from './form.ts';
import type { Moment } from './moments.ts';
import { AddName, ValueField } from './ValueField.tsx';

const said = formTexts;

interface InsideProps {
  /** The place of the object or the array; it need not be there. */
  at: string;
  shapes: Shapes;
  isTemplate: boolean;
  moment: Moment;
}

/** The names in an object without the sign that makes them expressions. */
function plainNames(names: readonly string[], isTemplate: boolean): string[] {
  return [...new Set(names.map((name) => plainName(name, isTemplate)))];
}

function plainName(name: string, isTemplate: boolean): string {
  return isTemplate && name.endsWith('.$') ? name.slice(0, -2) : name;
}

/** The members of an object by its shape: those that have to be there or are, and the others to choose from. */
export function Members({ at, shapes, shape, isTemplate, moment }: InsideProps & { shape: Shape }) {
  const { design, document, isJsonata } = useForm();
  const hasPaths = isTemplate && !isJsonata;
  const there = plainNames(namesOf(document.nodeAt(at)), hasPaths);
  const members = (shape.members ?? []).map((member) => ({ ...member, name: capitalized(member.name) }));
  const known = new Set(members.map(({ name }) => name));
  const isThere = new Set(there);
  const [added, setAdded] = useState<string>();
  const more = members.filter(({ name, required }) => !required && !isThere.has(name));
  return (
    <>
      {members.filter(({ name, required }) => required || isThere.has(name)).map(({ name, shape: inner, required }) => (
        <ValueField
          key={name}
          at={within(at, name)}
          label={name}
          shapes={shapes}
          shape={inner}
          isTemplate={isTemplate}
          isMember
          moment={moment}
          {...(required ? { isRequired: true } : {})}
          {...(isThere.has(name) && !required ? { isOptional: true } : {})}
          isNew={name === added}
        />
      ))}
      {there.filter((name) => !known.has(name)).map((name) => (
        <ValueField key={name} at={within(at, name)} label={name} shapes={shapes} isTemplate={isTemplate} isMember moment={moment} isOptional isNew={name === added} help={members.length > 0 ? said.unknown : undefined} />
      ))}
      {more.length > 0 ? (
        <AddName
          label={said.anotherOf(more.length)}
          button={said.add}
          taken={there}
          suggestions={more.map(({ name }) => name)}
          onAdd={(name) => {
            const member = more.find((each) => each.name === name);
            setAdded(plainName(name, hasPaths));
            design.edit(setAt(design.document, within(at, name), JSON.stringify(member ? exampleOf(shapes, member.shape, 1) : '')));
          }}
        />
      ) : null}
    </>
  );
}

/** The members of an object that may have any. */
export function FreeMembers({ at, label, shapes, value, isTemplate, moment, name: naming }: InsideProps & {
  label: string;
  /** The shape of the values. */
  value?: string | undefined;
  /** What a name is called. */
  name?: string;
}) {
  const { design, document, isJsonata } = useForm();
  const hasPaths = isTemplate && !isJsonata;
  const names = plainNames(namesOf(document.nodeAt(at)), hasPaths);
  const [added, setAdded] = useState<string>();
  return (
    <>
      {names.map((name) => (
        <ValueField key={name} at={within(at, name)} label={name} shapes={shapes} shape={value} isTemplate={isTemplate} isMember moment={moment} isOptional isNew={name === added} />
      ))}
      <AddName
        label={naming ?? said.nameIn(label)}
        button={said.add}
        taken={names}
        onAdd={(name) => {
          setAdded(plainName(name, hasPaths));
          design.edit(setAt(design.document, within(at, name), JSON.stringify(value === undefined ? '' : exampleOf(shapes, value))));
        }}
      />
    </>
  );
}

/** The elements of an array. */
export function Items({ at, label, shapes, item, isTemplate, moment }: InsideProps & { label: string; item: string | undefined }) {
  const { design, document } = useForm();
  const list = document.nodeAt(at);
  const count = list?.type === 'array' ? (list.children?.length ?? 0) : 0;
  return (
    <>
      {Array.from({ length: count }, (_, i) => (
        <ValueField key={i} at={within(at, i)} label={said.itemOf(label, i + 1)} shapes={shapes} shape={item} isTemplate={isTemplate} moment={moment} isOptional />
      ))}
      <div className="forms-add">
        <button
          type="button"
          onClick={() => design.edit(setAt(design.document, within(at, count), JSON.stringify(item === undefined ? '' : exampleOf(shapes, item, 1))))}
        >
          {said.addTo(lastOf(at))}
        </button>
      </div>
    </>
  );
}
