import { type DragEvent, useState } from 'react';
import { type Imported, readDefinitionFile } from '../../../design/formats/import.ts';
import { designerTexts } from '../../../designerTexts.ts';
import { Failure } from '../../../parts/Failure.tsx';
import { type Pattern, patterns } from '../patterns.ts';
import { readSample, samples } from './samples.ts';
import './gallery.css';

const said = designerTexts.gallery;

type Choose = (text: string, name?: string) => void;

/** What a new workflow begins with: nothing, a pattern, a sample, or a file. */
export default function Gallery({ onChoose }: { onChoose: Choose }) {
  const [isJsonata, setJsonata] = useState(true);
  const [error, setError] = useState<Error>();
  const language = isJsonata ? { QueryLanguage: 'JSONata' } : {};
  const begin = (rest: object, name?: string): void => onChoose(`${JSON.stringify({ ...language, ...rest }, undefined, 2)}\n`, name);
  const beginWith = ({ id, states }: Pattern): void => begin({ StartAt: Object.keys(states(isJsonata))[0], States: states(isJsonata) }, id.replace('pattern/', ''));
  return (
    <div className="gallery">
      <h1>{said.title}</h1>
      <div className="bar">
        <label>
          {said.language}
          <select value={isJsonata ? 'JSONata' : 'JSONPath'} onChange={(e) => setJsonata(e.target.value === 'JSONata')}>
            <option>JSONata</option>
            <option>JSONPath</option>
          </select>
        </label>
        <button type="button" className="primary" onClick={() => begin({ StartAt: '', States: {} })}>{said.empty}</button>
      </div>
      {error ? <Failure error={error} /> : null}
      <FileChoice onChoose={onChoose} />
      <Cards title={said.patterns} cards={patterns.map((pattern) => ({ title: pattern.title, about: pattern.about, choose: () => beginWith(pattern) }))} />
      <Cards
        title={said.samples}
        cards={samples.map((name) => ({
          title: name,
          about: said.aboutSamples[name] ?? '',
          choose: () => void readSample(name).then((text) => onChoose(text, name), setError),
        }))}
      />
    </div>
  );
}

function Cards({ title, cards }: { title: string; cards: { title: string; about: string; choose: () => void }[] }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul className="gallery-cards">
        {cards.map(({ title, about, choose }) => (
          <li key={title}>
            <button type="button" onClick={choose}>
              <strong>{title}</strong>
              <span>{about}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A file with a definition, chosen or dropped; of several in a template, one. */
function FileChoice({ onChoose }: { onChoose: Choose }) {
  const [found, setFound] = useState<Imported[]>();
  const [error, setError] = useState<Error>();
  const take = async (file: File | undefined): Promise<void> => {
    setError(undefined);
    setFound(undefined);
    try {
      const all = file ? await readDefinitionFile(file.name, await file.text()) : [];
      const [only, other] = all;
      if (only?.definition !== undefined && !other && only.notes.length === 0) {
        onChoose(only.definition, only.name);
      } else {
        setFound(all);
      }
    } catch (wrong) {
      setError(wrong as Error);
    }
  };
  const onDrop = (e: DragEvent): void => {
    e.preventDefault();
    void take(e.dataTransfer.files[0]);
  };
  return (
    <section className="gallery-file" aria-label={said.file} onDragOver={(e) => e.preventDefault()} onDrop={onDrop}>
      <label>
        {said.file}
        <input type="file" accept=".json,.jsonc,.asl,.yaml,.yml,.template" onChange={(e) => void take(e.target.files?.[0])} />
      </label>
      {error ? <Failure error={error} /> : null}
      {found ? (
        <ul>
          {found.map(({ name, definition, notes }) => (
            <li key={name}>
              <button type="button" disabled={definition === undefined} onClick={() => definition !== undefined && onChoose(definition, name)}>{said.open(name)}</button>
              {notes.map((note) => <p key={note} className="none">{note}</p>)}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
