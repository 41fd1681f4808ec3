import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, UsageError, main, runCommand } from "../../../operations/report/command";
import { root } from "../../../operations/root";

const options = { json: { type: "boolean" } } as const;
type Run = Command<typeof options>["run"];
const command = (run: Run) => ({ help: "", options, run });

let said: unknown[];
beforeEach(() => {
  said = [];
  jest.spyOn(console, "error").mockImplementation((line) => void said.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

const seen: Run = ({ values, positionals }) => (values.json && positionals[0] === "production" ? 3 : 0);
const refusing: Run = () => {
  throw new UsageError("no such environment");
};

test.each<[string, Run, string[], number, ...(string | RegExp)[]]>([
  ["what a command finds", seen, ["production", "--json"], 3],
  ["an unknown option", seen, ["--jsno"], 2, /^error: .*Unknown option '--jsno'/, /--help/],
  ["a value for a flag", seen, ["--json=yes"], 2, /^error: .*--json/, /--help/],
  ["what the command refuses", refusing, ["nowhere"], 2, /^error: no such environment$/, /--help/],
])("%s is the exit code, and a fault of the user one line", async (_, run, args, code, ...lines) => {
  expect(await runCommand(command(run), args)).toBe(code);
  expect(said).toEqual(lines.map((line) => expect.stringMatching(line)));
});

test("a fault of the program is not taken for one of the user", async () => {
  const broken = command(() => {
    throw new TypeError("undefined is not a function");
  });
  await expect(runCommand(broken, [])).rejects.toThrow("undefined is not a function");
});

test("a command that waits for what never comes does not end as if all were well", () => {
  jest.replaceProperty(process, "argv", []);
  main(command(() => new Promise<number>(() => undefined)));
  process.emit("beforeExit", 0);
  expect(process.exitCode).toBe(70);
  expect(said).toEqual([expect.stringMatching(/^error: the command waited for something that never came/)]);
});

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};
const own = Object.entries(scripts).flatMap(([name, script]) => {
  const [, file] = /^node --require ts-node\/register (\S+)$/.exec(script) ?? [];
  return file === undefined ? [] : [{ name, file }];
});

test.each(own)("npm run $name -- --help tells what it takes, and does nothing", async ({ name, file }) => {
  let told = "";
  const tell = (text: unknown) => ((told += `${String(text)}\n`), true);
  jest.spyOn(console, "log").mockImplementation(tell);
  jest.spyOn(process.stdout, "write").mockImplementation(tell);
  jest.spyOn(process, "exit").mockImplementation();
  jest.replaceProperty(process, "argv", ["node", file, "--help"]);
  await import(join(root, file));
  await new Promise(setImmediate);
  expect(told).toContain(`Usage: npm run ${name}`);
  expect(told.trim().split("\n").length).toBeGreaterThan(2);
  expect(said).toEqual([]);
});
