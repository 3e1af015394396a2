/**
 * An empty element in the shadow root of another. CodeMirror's styles are sheets made by script there, which the content policy allows,
 * and not elements of the page, which it does not.
 */
export function inShadow(host: HTMLElement): { parent: HTMLElement; root: ShadowRoot } {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const parent = document.createElement('div');
  root.replaceChildren(parent);
  return { parent, root };
}
