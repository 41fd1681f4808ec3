/**
 * ts-node's own swc, asked only for files that have changed since the last synth.
 *
 * What it gave is kept in node_modules/.cache/, by what it was given; deleting that is safe.
 */
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join, relative } = require("node:path");
// Read in a fraction of the time that JSON takes.
const { deserialize, serialize } = require("node:v8");

const root = join(__dirname, "../../..");
const file = join(root, "node_modules/.cache/synth/swc.bin");

function remembered() {
  try {
    return deserialize(readFileSync(file));
  } catch {
    return {};
  }
}

function remember(outputs) {
  try {
    mkdirSync(dirname(file), { recursive: true });
    // At a stroke: another synth may be reading.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, serialize(outputs));
    renameSync(draft, file);
  } catch {
    // A place that can't be written to makes synth slower, not wrong.
  }
}

exports.create = (options) => {
  const known = remembered();
  const used = {};
  let swc;
  process.once("exit", () => swc && remember(used));

  const settings = [
    require("@swc/core/package.json").version,
    JSON.stringify(options.service.config.options),
  ];
  return {
    transpile(source, { fileName }) {
      const path = relative(root, fileName);
      const hash = createHash("sha256");
      for (const part of [...settings, source]) hash.update(part).update("\0");
      const key = hash.digest("base64");
      if (known[path]?.key === key) used[path] = known[path];
      else {
        swc ??= require("ts-node/transpilers/swc").create(options);
        used[path] = { key, ...swc.transpile(source, { fileName }) };
      }
      return used[path];
    },
  };
};
