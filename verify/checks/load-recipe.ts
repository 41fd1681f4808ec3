import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import thresholds from "../../operations/load/thresholds.json";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistake } from "../check";
import { runProgram } from "../run-program";
import { listen } from "../servers/listen";

/** How the stand-in of the API answers, and after how many milliseconds. */
const quick = { status: 200, after: 5 };

export const loadRecipe: Check = {
  proves: "k6 runs the load recipe, and its thresholds fail where an objective is broken",
  needs: ["k6"],
  run: async () => {
    // A busy machine can make a quick API slow for a moment, but hardly twice.
    const { taken, summary } = await load(() => quick).catch(() => load(() => quick));
    const judged = summary.match(/✓ '[^']+' \S+=/g)?.length ?? 0;
    const all = Object.values(thresholds).flat().length;
    // A threshold that is held against nothing passes.
    if (taken < 50 || judged !== all)
      throw new Error(`${taken} requests, ${judged} of ${all} thresholds judged:\n${summary}`);
    return `${taken} requests, ${judged} thresholds kept`;
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
  ],
};

const recipe = join(__dirname, "..", "..", "operations", "load", "k6.mjs");

/**
 * Runs the recipe, faster than against a real API, against as much of it as it asks, whose nth request is answered so. Gives
 * the requests that were taken, and what k6 says at its end. Rejects with that where a threshold is broken.
 */
async function load(answers: (n: number) => typeof quick): Promise<{ taken: number; summary: string }> {
  let taken = 0;
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    void text(request).then((body) => {
      const asked = [method, url, headers["content-type"], body.slice(0, 1)].join(" ");
      const isIdentify = asked === "POST /api/v1/fingerprint/identify application/json {";
      const { status, after } = isIdentify ? answers(++taken) : { status: 404, after: 0 };
      setTimeout(() => response.writeHead(status, { "Content-Type": "application/json" }).end("{}"), after);
    });
  });
  const address = `http://127.0.0.1:${await listen(server)}`;
  // Nobody steers it, and two at once would want the same port.
  const options = ["--quiet", "--no-color", "--no-usage-report", "--address="];
  const variables = { BASE_URL: address, RATE: "100", RAMP: "250ms", HOLD: "500ms" };
  const given = Object.entries(variables).map(([name, value]) => `--env=${name}=${value}`);
  try {
    const { stdout } = await runProgram(toolPath("k6"), ["run", ...options, ...given, recipe], {
      // Extensions would be fetched as programs.
      env: { K6_AUTO_EXTENSION_RESOLUTION: "false" },
    });
    return { taken, summary: stdout };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
