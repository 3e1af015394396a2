// Measures what it reads, a line each: {"expression": "...", "input": ...} in, {"microseconds": ...} of the fastest run out.
const jsonata = require("jsonata");
const readline = require("node:readline");

const warmUp = 500;
const run = 2;
const limit = 3000;
const runs = 300;

async function measure({ expression, input }) {
  const compiled = jsonata(expression);
  let repeats = 0;
  for (const start = performance.now(); performance.now() - start < warmUp; repeats++) {
    await compiled.evaluate(input);
  }

  repeats = Math.max(1, Math.floor(repeats * (run / warmUp)));
  let fastest = Infinity;
  const all = performance.now();
  for (let i = 0; i < runs && (i < 3 || performance.now() - all < limit); i++) {
    const start = performance.now();
    for (let j = 0; j < repeats; j++) {
      await compiled.evaluate(input);
    }

    fastest = Math.min(fastest, (performance.now() - start) / repeats);
  }

  return { microseconds: fastest * 1000 };
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await measure(JSON.parse(line))) + "\n");
  }
})();
