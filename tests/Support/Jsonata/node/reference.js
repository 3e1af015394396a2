// Evaluates what it reads, a line each: {"expression": "...", "input": ...} in, {"result": ...} or {"code": "..."} out.
// A predicate that holds for a value that is not there makes an array with nothing in it, and goes on with that: a doubtful result.
const jsonata = require("jsonata");
const readline = require("node:readline");

async function answer(line) {
  const { expression, input } = JSON.parse(line);
  let doubtful = false;
  try {
    const compiled = jsonata(expression, { timeout: 2000 });
    compiled.assign(Symbol.for("jsonata.__evaluate_entry"), (_, context) => (doubtful ||= context === undefined));
    compiled.assign(Symbol.for("jsonata.__evaluate_exit"), (_, __, ___, value) => (doubtful ||= Array.isArray(value) && value.includes(undefined)));
    const result = await compiled.evaluate(input);
    return JSON.stringify({ result: strip(result), doubtful });
  } catch (error) {
    // What has no code is an error of the implementation, about which it makes no promise.
    const code = error.code === "D1012" ? "" : error.code ?? "";
    return JSON.stringify({ code, doubtful, message: String(error.message) });
  }
}

// Numbers that are not finite are names, and a function makes a result no result.
function strip(value) {
  if (typeof value === "number" && !Number.isFinite(value)) {
    return String(value);
  }

  if (typeof value === "function" || value?._jsonata_lambda || value?._jsonata_function) {
    throw { code: "UNSUPPORTED_RESULT_TYPE" };
  }

  if (Array.isArray(value)) {
    return value.map(strip);
  }

  return value !== null && typeof value === "object"
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, strip(member)]))
    : value;
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write((await answer(line)) + "\n");
  }
})();
