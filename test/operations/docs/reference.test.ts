import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Docstrings } from "../../../operations/docs/docstrings";
import { allProps, reference } from "../../../operations/docs/reference";
import { root } from "../../../operations/root";

// The compiler reads the program once for all tests: that is what takes long here.
const docs = new Docstrings("environments/shape/environment.ts");
const rows = [...allProps(docs).values()].flat();
const files = reference(docs);
const prop = (path: string) => rows.find((row) => row.path === path);

test("a prop has its path, type, default and docstring", () => {
  expect(prop("api.config.workers")).toMatchObject({
    type: "whole number, 1 or more",
    required: false,
    defaultValue: 4,
    docstring: { text: "Worker threads." },
  });
});

test("variants of a union are told apart", () => {
  expect(prop("api.exposure (ingress).className")?.required).toBe(false);
  expect(prop("api.exposure (gateway).className")?.required).toBe(true);
});

test("a format has its name, a schema declared elsewhere its docstring", () => {
  expect(prop("api.host")?.type).toContain("[dnsName]");
  expect(prop("api.config")?.docstring.text).toMatch(/^Settings that the API reads/);
});

test("every prop has a description", () => {
  expect(rows.filter(({ docstring }) => docstring.text.trim() === "").map(({ path }) => path)).toEqual([]);
});

test("docstrings tell the defaults that the code has", () => {
  const wrong = rows
    .filter(({ defaultValue }) => ["string", "number", "boolean"].includes(typeof defaultValue))
    .filter(({ docstring: { statedDefault } }) => statedDefault !== undefined)
    .filter(({ defaultValue, docstring: { statedDefault = "" } }) => {
      const bare = String(defaultValue);
      return ![bare, JSON.stringify(bare), `\`${bare}\``].some((value) => statedDefault.startsWith(value));
    })
    .map(
      ({ path, defaultValue, docstring }) =>
        `${path} = ${String(defaultValue)}: @default ${String(docstring.statedDefault)}`,
    );
  expect(wrong).toEqual([]);
});

test.each(files)("$file is as the docstrings make it: npm run docs writes it anew", ({ file, content }) => {
  expect(existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : "missing").toBe(content);
});

test("there is no page of an area that is gone", () => {
  const made = new Set(files.map(({ file }) => file));
  const pages = readdirSync(join(root, "docs/reference")).map((name) => `docs/reference/${name}`);
  expect(pages.filter((page) => !made.has(page))).toEqual([]);
});
