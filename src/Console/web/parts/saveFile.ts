/** Has the browser save a JSON file. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // The browser has taken it by the next turn, or holds it until it has.
  setTimeout(() => URL.revokeObjectURL(url));
}
