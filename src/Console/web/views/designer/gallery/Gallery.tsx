import { designerTexts } from '../../../designerTexts.ts';

const said = designerTexts.gallery;

const empty = '{\n  "StartAt": "",\n  "States": {}\n}\n';

/** What a new workflow begins with. */
export default function Gallery({ onChoose }: { onChoose: (text: string, name?: string) => void }) {
  const open = async (file: File | undefined): Promise<void> => {
    if (file) {
      onChoose(await file.text(), file.name.replace(/(\.asl)?\.json$/, ''));
    }
  };
  return (
    <>
      <h1>{said.title}</h1>
      <p>{said.about}</p>
      <div className="bar">
        <button type="button" className="primary" onClick={() => onChoose(empty)}>{said.empty}</button>
        <label>
          {said.file}
          <input type="file" accept=".json" onChange={(e) => void open(e.target.files?.[0])} />
        </label>
      </div>
    </>
  );
}
