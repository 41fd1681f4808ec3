import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AskElasticsearch, clientInPod } from "../../../operations/backup/elasticsearch-client";
import { restoreDrill } from "../../../operations/backup/restore-drill";
import { Kubectl, NoAnswer } from "../../../operations/doctor/kubectl";
import { temporaryFolder } from "../../support/temporary-folder";

/** A store with a snapshot of these indices behind one that failed. Its copy is empty. verify drills on a real store. */
const storeOf =
  (...indices: string[]): AskElasticsearch =>
  (method, path) => {
    const answers: Readonly<Record<string, unknown>> = {
      "POST _snapshot": { snapshot: { shards: { failed: 0 } } },
      "GET _snapshot": {
        snapshots: [
          { snapshot: "partial", state: "PARTIAL", start_time_in_millis: Date.now(), indices: [] },
          { snapshot: "nightly", state: "SUCCESS", start_time_in_millis: Date.now(), indices },
        ],
      },
      "GET _resolve": { indices: [] },
    };
    return Promise.resolve(answers[`${method} ${path.split("/")[1]}`] ?? { count: 0 });
  };

test.each([
  ["a snapshot without logs", storeOf(".kibana"), "nightly holds no daily index"],
  ["an empty copy", storeOf("fingerprint-api-2026.06.01"), "the copy of fingerprint-api-2026.06.01 is empty"],
])("%s fails the drill", async (_, store, message) => {
  await expect(restoreDrill(store, () => new Date())).rejects.toThrow(message);
});

/** Asks by what kubectl exec would run, with a curl that writes down its arguments and does what the script says. */
function clientWith(script: string) {
  const folder = temporaryFolder();
  const kubectl = `export PATH="${folder}:$PATH" ELASTICSEARCH="https://localhost:9200"\nwhile [ "$1" != "--" ]; do shift; done; shift\nexec "$@"\n`;
  const curl = `printf '%s\\n' "$@" > "${folder}/arguments"\n${script}\n`;
  for (const [name, text] of Object.entries({ kubectl, curl }))
    writeFileSync(join(folder, name), `#!/bin/bash\n${text}`, { mode: 0o755 });
  const words = () => readFileSync(join(folder, "arguments"), "utf8").trim().split("\n");
  return { ask: clientInPod(new Kubectl("production", join(folder, "kubectl"))), words };
}

test("nothing of a request is read as shell in the pod", async () => {
  const { ask, words } = clientWith(`printf '{"count": 3}\\n200'`);
  const body = { rename: "$1 'quoted' `id`" };
  expect(await ask("POST", "/a/_restore?x=$(id)&y=1", body)).toEqual({ count: 3 });
  expect(words()).toContain("https://localhost:9200/a/_restore?x=$(id)&y=1");
  expect(words()).toContain(JSON.stringify(body));
  expect(words().join(" ")).toContain("--config /usr/share/elasticsearch/config/curl.conf");
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
])("it is said why there is no answer where the other side %s", async (_, script, message) => {
  await expect(clientWith(script).ask("GET", "/logs/_count")).rejects.toThrow(new NoAnswer(message));
});
