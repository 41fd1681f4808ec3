import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../../operations/root";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};
const own = Object.entries(scripts).filter(([, command]) => command.includes("ts-node/register"));

test.each(own)(
  "npm run %s -- --help tells what it does and what it takes, and does nothing",
  async (name, command) => {
    const [, ...args] = command.split(" ");
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [...args, "--help"], {
      cwd: root,
      timeout: 60_000,
    });
    expect(stdout).toContain(`Usage: npm run ${name}`);
    expect(stdout.trim().split("\n").length).toBeGreaterThan(2);
    expect(stderr).toBe("");
  },
  60_000,
);
