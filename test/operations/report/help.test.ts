import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../operations/root";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};
const own = Object.entries(scripts).flatMap(([name, command]) => {
  const [, file] = /^node --require ts-node\/register (\S+)$/.exec(command) ?? [];
  return file === undefined ? [] : [{ name, file }];
});

const { argv, exitCode } = process;
afterEach(() => {
  jest.restoreAllMocks();
  Object.assign(process, { argv, exitCode });
});

test.each(own)(
  "npm run $name -- --help tells what it does and what it takes, and does nothing",
  async ({ name, file }) => {
    let told = "";
    const tell = (text: unknown) => ((told += `${String(text)}\n`), true);
    jest.spyOn(console, "log").mockImplementation(tell);
    jest.spyOn(process.stdout, "write").mockImplementation(tell);
    jest.spyOn(process, "exit").mockImplementation();
    const complain = jest.spyOn(console, "error");
    process.argv = ["node", file, "--help"];
    await import(join(root, file));
    await new Promise(setImmediate);
    expect(told).toContain(`Usage: npm run ${name}`);
    expect(told.trim().split("\n").length).toBeGreaterThan(2);
    expect(complain).not.toHaveBeenCalled();
  },
);
