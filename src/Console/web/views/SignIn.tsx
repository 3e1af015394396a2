import { type FormEvent, useState } from 'react';
import { ApiError, signIn } from '../api/client.ts';
import { Failure } from '../parts/Failure.tsx';
import { useTitle } from '../parts/title.ts';
import { texts } from '../texts.ts';

/** Asks for a key; the server gives a cookie for it, which scripts cannot read. */
export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  useTitle(texts.session.title);
  const [key, setKey] = useState('');
  const [error, setError] = useState<Error>();
  const submit = async (e: FormEvent): Promise<void> => {
    e.preventDefault();
    try {
      await signIn(key.trim());
      onSignedIn();
    } catch (refusal) {
      setError(refusal instanceof ApiError && refusal.isUnauthorized ? new Error(texts.session.wrong) : (refusal as Error));
    }
  };
  return (
    <form className="sign-in" onSubmit={(e) => void submit(e)}>
      <h1>{texts.session.title}</h1>
      <p>{texts.session.about}</p>
      <label>
        {texts.session.key}
        <input type="password" autoComplete="current-password" required value={key} onChange={(e) => setKey(e.target.value)} />
      </label>
      <button type="submit" className="primary">{texts.session.signIn}</button>
      {error ? <Failure error={error} /> : null}
    </form>
  );
}
