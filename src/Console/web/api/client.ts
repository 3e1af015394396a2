import type { Operation, Operations } from './operations.ts';
import type { Diagnostic } from './types.ts';

/** Everything the console asks for lies below the page itself, where its session's cookie counts on every host. */
const base = '/console/api';

const signedIn = 'asl-signed-in';

/** A refusal of the API: AWS's error name, its text, and where a definition is wrong what is wrong with it. */
export class ApiError extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly status: number,
    readonly diagnostics: Diagnostic[] = [],
  ) {
    super(message);
    this.name = type;
  }

  /** Whether there is no session, or it has ended. */
  get isUnauthorized(): boolean {
    return this.status === 401;
  }
}

/** Calls an operation of Step Functions. Throws {@link ApiError}, also where the server cannot be reached (status 0). */
export async function call<Name extends Operation>(
  operation: Name,
  request: Operations[Name][0],
  signal?: AbortSignal,
): Promise<Operations[Name][1]> {
  return (await send(`${base}/operations/${operation}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(request),
    ...(signal ? { signal } : {}),
  })) as Operations[Name][1];
}

/** What a plain route of the server answers. @param path Behind `/api/`. Throws {@link ApiError}. */
export async function read(path: string, signal?: AbortSignal): Promise<unknown> {
  return send(`${base}/${path}`, { ...(signal ? { signal } : {}) });
}

/** Begins a session with an access key of the server (`ID:SECRET`), or with a function key of the Functions host. */
export async function signIn(key: string): Promise<void> {
  await send('/api/session', { method: 'POST', headers: { Authorization: `Bearer ${key}`, 'x-functions-key': key } });
  localStorage.setItem(signedIn, 'true');
}

/** Whether this browser began a session. Its cookie cannot be seen from here. */
export function hasSignedIn(): boolean {
  return localStorage.getItem(signedIn) !== null;
}

export async function signOut(): Promise<void> {
  localStorage.removeItem(signedIn);
  await send(`${base}/session`, { method: 'DELETE' });
}

async function send(path: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init });
    body = await response.json();
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') {
      throw e;
    }

    throw new ApiError('Unreachable', e instanceof SyntaxError ? 'The answer is no JSON.' : 'The server does not answer.', 0);
  }

  if (!response.ok) {
    const refusal = body as { error?: string; message?: string; diagnostics?: Diagnostic[] };
    throw new ApiError(refusal.error ?? String(response.status), refusal.message ?? '', response.status, refusal.diagnostics);
  }

  return body;
}
