import { type Command, UsageError, main, runCommand } from "../../../operations/report/command";

const options = { json: { type: "boolean" } } as const;

function command(run: Command<typeof options>["run"]): Command<typeof options> {
  return { help: "", options, run };
}

let said: string[];
beforeEach(() => {
  said = [];
  for (const stream of ["log", "error"] as const) {
    jest
      .spyOn(console, stream)
      .mockImplementation((...words: unknown[]) => void said.push(`${stream}: ${words.join(" ")}`));
  }
});
afterEach(() => {
  jest.restoreAllMocks();
});

test("the exit code is the command's", async () => {
  const seen = command(({ values, positionals }) => (values.json && positionals[0] === "production" ? 3 : 0));
  expect(await runCommand(seen, ["production", "--json"])).toBe(3);
  expect(said).toEqual([]);
});

test.each<[string, string[], RegExp]>([
  ["an unknown option", ["--jsno"], /^error: error: .*Unknown option '--jsno'/],
  ["a value for a flag", ["--json=yes"], /^error: error: .*--json/],
  ["what the command refuses", ["nowhere"], /^error: error: no such environment/],
])("%s is one line and exit code 2", async (_, args, line) => {
  const refusing = command(() => {
    throw new UsageError("no such environment");
  });
  expect(await runCommand(refusing, args)).toBe(2);
  expect(said[0]).toMatch(line);
  expect(said).toHaveLength(2);
});

test("a fault of the program is not taken for one of the user", async () => {
  const broken = command(() => {
    throw new TypeError("undefined is not a function");
  });
  await expect(runCommand(broken, [])).rejects.toThrow("undefined is not a function");
});

test("a command that waits for what never comes does not end as if all were well", () => {
  const { argv } = process;
  process.argv = argv.slice(0, 2);
  main(command(() => new Promise<number>(() => undefined)));
  process.argv = argv;
  process.emit("beforeExit", 0);
  expect(process.exitCode).toBe(70);
  expect(said).toEqual([
    expect.stringMatching(/^error: error: the command waited for something that never came/),
  ]);
  process.exitCode = undefined;
});
