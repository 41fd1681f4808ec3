import { join } from "node:path";
import { loadThresholds } from "../../operations/load/load-thresholds";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistake } from "../check";
import { ApiStub, type StubAnswer } from "../load/api-stub";
import { runProgram } from "../run-program";

const quick: StubAnswer = { status: 200, after: 5 };

/** The load recipe passes against an API that keeps the objectives, and fails against one that breaks any of them. */
export const loadRecipe: Check = {
  name: "load-recipe",
  proves: "k6 runs the load recipe, and its thresholds fail where an objective is broken",
  needs: ["k6"],
  run: async () => {
    // A busy machine can make a quick API slow for a moment, but hardly twice.
    const { taken, summary } = await load(() => quick).catch(() => load(() => quick));
    const judged = summary.match(/✓ '[^']+' \S+=/g)?.length ?? 0;
    const all = Object.values(loadThresholds()).flat().length;
    // A threshold that is held against nothing passes.
    if (taken < 50 || judged !== all)
      throw new Error(
        `${String(taken)} requests, ${String(judged)} of ${String(all)} thresholds judged:\n${summary}`,
      );
    return `${String(taken)} requests, ${String(judged)} thresholds kept`;
  },
  mistakes: [
    mistake("an API that is too slow for half of the requests", /exited with 99[^]*✗ 'p\(50\)<100'/, () =>
      load(() => ({ ...quick, after: 150 })),
    ),
    mistake("an API that is too slow for a few requests", /exited with 99[^]*✗ 'p\(99\)<1000'/, () =>
      load((n) => (n % 25 === 0 ? { ...quick, after: 1100 } : quick)),
    ),
    mistake(
      "an API that answers a few requests by an error",
      /exited with 99[^]*✗ 'rate>0\.995'[^]*✗ 'rate<0\.001'/,
      () => load((n) => (n % 50 === 0 ? { ...quick, status: 503 } : quick)),
    ),
    mistake("an address where the API is not", /exited with 99[^]*✗ 'rate<0\.001' rate=100\.00%/, () =>
      load(() => quick, "/elsewhere"),
    ),
  ],
};

const recipe = join(__dirname, "..", "..", "operations", "load", "k6.mjs");

interface Load {
  /** Requests that the API took. */
  readonly taken: number;
  /** What k6 says at its end. */
  readonly summary: string;
}

/** Runs the recipe, faster than against a real API, against a stub. Rejects with k6's summary where a threshold is broken. */
async function load(answers: (n: number) => StubAnswer, path = ""): Promise<Load> {
  const stub = new ApiStub(answers);
  const address = await stub.listen();
  try {
    const variables = { BASE_URL: address + path, RATE: "100", RAMP: "250ms", HOLD: "500ms" };
    const { stdout } = await runProgram(
      toolPath("k6"),
      [
        "run",
        "--quiet",
        "--no-color",
        "--no-usage-report",
        // Nobody steers it, and two at once would want the same port.
        "--address=",
        ...Object.entries(variables).map(([name, value]) => `--env=${name}=${value}`),
        recipe,
      ],
      // Extensions would be fetched as programs.
      { env: { K6_AUTO_EXTENSION_RESOLUTION: "false" } },
    );
    return { taken: stub.taken, summary: stdout };
  } finally {
    await stub.close();
  }
}
