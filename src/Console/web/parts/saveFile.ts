/** Has the browser save a file. */
export function saveFile(name: string, text: string, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // The browser has taken it by the next turn, or holds it until it has.
  setTimeout(() => URL.revokeObjectURL(url));
}
