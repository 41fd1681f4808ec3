import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ElasticsearchClient, clientInPod } from "../../../operations/backup/elasticsearch-client";
import { restoreDrill } from "../../../operations/backup/restore-drill";
import { Kubectl, NoAnswer } from "../../../operations/doctor/kubectl";
import { temporaryFolder } from "../../support/temporary-folder";

/** A store with a snapshot of these indices behind one that failed. Its copy has so many lines. verify drills on a real store. */
const storeOf = (indices: readonly string[], restored: number): ElasticsearchClient => ({
  request: (method, path) => {
    const answers: Readonly<Record<string, unknown>> = {
      "POST _snapshot": { snapshot: { shards: { total: 1, failed: 0 } } },
      "GET _snapshot": {
        snapshots: [
          { snapshot: "partial", state: "PARTIAL", start_time_in_millis: Date.now(), indices: [] },
          { snapshot: "nightly", state: "SUCCESS", start_time_in_millis: Date.now(), indices },
        ],
      },
      "GET _resolve": { indices: [] },
    };
    return Promise.resolve(answers[`${method} ${path.split("/")[1] ?? ""}`] ?? { count: restored });
  },
});

test.each([
  ["a snapshot without logs", storeOf([".kibana"], 0), /holds no daily index/],
  ["an empty copy", storeOf(["fingerprint-api-2026.06.01", "fingerprint-api-2026.06.02"], 0), /is empty/],
])("%s fails the drill", async (_, store, message) => {
  await expect(restoreDrill(store, () => new Date())).rejects.toThrow(message);
});

describe("the request inside the pod", () => {
  const folder = temporaryFolder();
  beforeAll(() => {
    // Runs what kubectl exec would run, with a curl that writes down its arguments.
    const kubectl = `#!/bin/bash\nexport PATH="${folder}:$PATH" ELASTICSEARCH="https://localhost:9200"\nwhile [ "$1" != "--" ]; do shift; done; shift\nexec "$@"\n`;
    // It answers with what lies in the folder, and with the status that it is asked to write out.
    const curl = `#!/bin/bash\nprintf '%s\\n' "$@" > "${folder}/arguments"\n. "${folder}/answer"\n`;
    for (const [name, text] of Object.entries({ kubectl, curl }))
      writeFileSync(join(folder, name), text, { mode: 0o755 });
  });

  const answers = (script: string) => {
    writeFileSync(join(folder, "answer"), script);
  };

  async function argumentsOf(path: string, body?: object): Promise<string[]> {
    answers(`printf '{"count": 3}\\n200'`);
    const client = clientInPod(new Kubectl("production", join(folder, "kubectl")));
    expect(await client.request(body ? "POST" : "GET", path, body)).toEqual({ count: 3 });
    return readFileSync(join(folder, "arguments"), "utf8").trim().split("\n");
  }

  test("reads nothing of the request as shell", async () => {
    const words = await argumentsOf("/a/_restore?x=$(id)&y=1", { rename: "$1 'quoted' `id`" });
    expect(words).toContain("https://localhost:9200/a/_restore?x=$(id)&y=1");
    expect(words).toContain(`{"rename":"$1 'quoted' \`id\`"}`);
    expect(words.join(" ")).toContain("--config /usr/share/elasticsearch/config/curl.conf");
    expect(words.join(" ")).not.toMatch(/--user/);
  });

  test.each([
    [
      "refuses",
      `printf '{"error": {"reason": "[fingerprint-snapshots] missing"}, "status": 404}\\n404'`,
      "GET /logs/_count: 404, [fingerprint-snapshots] missing",
    ],
    ["is no Elasticsearch", `printf 'Bad gateway\\n502'`, "GET /logs/_count: 502, Bad gateway"],
    [
      "is not reached",
      `printf '\\n000'; echo "curl: (7) Failed to connect" >&2; exit 7`,
      "GET /logs/_count: curl: (7) Failed to connect",
    ],
  ])("says why there is no answer where the other side %s", async (_, script, message) => {
    answers(script);
    const client = clientInPod(new Kubectl("production", join(folder, "kubectl")));
    await expect(client.request("GET", "/logs/_count")).rejects.toThrow(new NoAnswer(message));
  });
});
