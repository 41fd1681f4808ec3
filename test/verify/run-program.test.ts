import { run, runProgram } from "../../verify/run-program";

const bash = (script: string) => ["-c", script];

test("a program gets its input, folder and variables, and all that it prints is returned", async () => {
  const script = "cat; pwd; echo $GREETING; echo trouble >&2";
  const options = { input: "first\n", cwd: "/", env: { GREETING: "hello" } };
  expect(await runProgram("bash", bash(script), options)).toEqual({
    status: 0,
    stdout: "first\n/\nhello\n",
    stderr: "trouble\n",
  });
});

test("a failure quotes the command and all that it printed", async () => {
  await expect(runProgram("bash", bash("echo half; echo why >&2; exit 4"))).rejects.toThrow(
    /^bash -c .* exited with 4\nhalf\nwhy$/,
  );
});

test("a status that stands for no failure is none", async () => {
  expect((await runProgram("bash", bash("exit 1"), {}, [0, 1])).status).toBe(1);
  expect((await run("bash", bash("exit 3"))).status).toBe(3);
});

test("a signal ends a program as a shell tells it", async () => {
  expect((await run("bash", bash("kill -TERM $$"))).status).toBe(143);
});

test("a program that takes too long is ended", async () => {
  await expect(runProgram("sleep", ["20"], { timeout: 0.2 })).rejects.toThrow("sleep 20 exited with 130");
});

test("a program that is not there is an error", async () => {
  await expect(run("no-such-program", [])).rejects.toThrow("ENOENT");
});
