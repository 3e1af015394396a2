/**
 * In place of d3-color. d3 looks whether what it animates is a colour, and React Flow animates nothing but from where a graph is seen: nothing is
 * one, and the code that reads colours stays out.
 */
export function color(): null {
  return null;
}

export { color as cubehelix, color as hcl, color as hsl, color as lab, color as rgb };
