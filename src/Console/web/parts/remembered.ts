/** What the browser remembers of whoever works here. Each kind is told by how its keys begin. */
export const remembered = { drafts: 'asl-draft:', inputs: 'asl-inputs ' } as const;

type Store = Pick<Storage, 'key' | 'length' | 'removeItem'>;

/** Forgets all of some kinds. */
export function forget(store: Store, ...kinds: (keyof typeof remembered)[]): void {
  for (let i = store.length - 1; i >= 0; i--) {
    const key = store.key(i);
    if (key !== null && kinds.some((kind) => key.startsWith(remembered[kind]))) {
      store.removeItem(key);
    }
  }
}
