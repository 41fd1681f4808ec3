import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ElasticsearchClient, clientInPod } from "../../../operations/backup/elasticsearch-client";
import { restoreDrill } from "../../../operations/backup/restore-drill";
import { Kubectl, NoAnswer } from "../../../operations/doctor/kubectl";

const now = () => new Date("2026-06-02T12:00:00Z");
const hours = (n: number) => now().getTime() - n * 3_600_000;

interface Store {
  snapshots: { snapshot: string; state: string; start_time_in_millis: number; indices: string[] }[];
  live: Record<string, number>;
  restored?: number;
  failedShards?: number;
}

const healthy: Store = {
  snapshots: [
    {
      snapshot: "partial",
      state: "PARTIAL",
      start_time_in_millis: hours(1),
      indices: ["fingerprint-api-2026.06.02"],
    },
    {
      snapshot: "nightly",
      state: "SUCCESS",
      start_time_in_millis: hours(10),
      indices: [
        "fingerprint-dead-letter-2026.06.01",
        "fingerprint-api-2026.06.02",
        "fingerprint-api-2026.06.01",
        ".kibana",
      ],
    },
  ],
  live: { "fingerprint-api-2026.06.01": 1000, "fingerprint-api-2026.06.02": 500 },
};

/** As much of Elasticsearch as the drill touches, with its indices in a map. */
class FakeElasticsearch implements ElasticsearchClient {
  readonly indices: Record<string, number>;
  readonly deleted: string[] = [];

  constructor(private readonly store: Store) {
    this.indices = { ...store.live };
  }

  request(method: string, path: string, body?: Record<string, any>): Promise<unknown> {
    const [, first = "", second = "", snapshot = ""] = path.split(/[/?]/);
    if (method === "DELETE") {
      if (!first.startsWith("restore-drill-")) throw new Error(`deleted ${first}`);
      this.deleted.push(first);
      delete this.indices[first];
      return Promise.resolve({ acknowledged: true });
    }
    if (method === "POST") {
      expect([first, second]).toEqual(["_snapshot", "fingerprint-snapshots"]);
      expect(this.store.snapshots.find((one) => one.snapshot === snapshot)?.indices).toContain(
        body?.["indices"],
      );
      const name = body?.["indices"].replace(new RegExp(body["rename_pattern"]), body["rename_replacement"]);
      this.indices[name] = this.store.restored ?? 1000;
      return Promise.resolve({ snapshot: { shards: { total: 1, failed: this.store.failedShards ?? 0 } } });
    }
    if (first === "_snapshot") return Promise.resolve({ snapshots: this.store.snapshots });
    if (first === "_resolve") return Promise.resolve({ indices: snapshot in this.indices ? [{}] : [] });
    return Promise.resolve({ count: this.indices[first] });
  }
}

test("yesterday's index comes back from the newest complete snapshot, and the copy is taken away", async () => {
  const store = new FakeElasticsearch(healthy);
  await expect(restoreDrill(store, now)).resolves.toMatchObject({
    snapshot: "nightly",
    index: "fingerprint-api-2026.06.01",
    restored: 1000,
    live: 1000,
    age: 10,
  });
  expect(store.indices).toEqual(healthy.live);
});

test("an index that was deleted by age can still be restored", async () => {
  const store = new FakeElasticsearch({ ...healthy, live: {} });
  await expect(restoreDrill(store, now)).resolves.toMatchObject({ restored: 1000, live: undefined });
});

test.each<[string, Partial<Store>, RegExp]>([
  ["no complete snapshot", { snapshots: healthy.snapshots.slice(0, 1) }, /no complete snapshot/],
  ["no snapshot at all", { snapshots: [] }, /no complete snapshot/],
  [
    "an old snapshot",
    { snapshots: healthy.snapshots.map((one) => ({ ...one, start_time_in_millis: hours(50) })) },
    /is 50 hours old/,
  ],
  [
    "a snapshot without logs",
    { snapshots: healthy.snapshots.map((one) => ({ ...one, indices: [".kibana"] })) },
    /holds no daily index/,
  ],
  ["an empty copy", { restored: 0 }, /is empty/],
  ["lost lines in the live index", { restored: 1200 }, /has lost lines: 1000 live, 1200 in the snapshot/],
  ["failed shards", { failedShards: 1 }, /1 shards of .* could not be restored/],
])("%s fails the drill, and leaves no copy behind", async (_, change, message) => {
  const store = new FakeElasticsearch({ ...healthy, ...change });
  await expect(restoreDrill(store, now)).rejects.toThrow(message);
  expect(Object.keys(store.indices).filter((name) => name.startsWith("restore-drill-"))).toEqual([]);
});

describe("the request inside the pod", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "drill-"));
    // Runs what kubectl exec would run, with a curl that writes down its arguments.
    const kubectl = `#!/bin/bash\nexport PATH="${folder}:$PATH" ELASTICSEARCH="https://localhost:9200"\nwhile [ "$1" != "--" ]; do shift; done; shift\nexec "$@"\n`;
    // It answers with what lies in the folder, and with the status that it is asked to write out.
    const curl = `#!/bin/bash\nprintf '%s\\n' "$@" > "${folder}/arguments"\n. "${folder}/answer"\n`;
    for (const [name, text] of Object.entries({ kubectl, curl })) {
      writeFileSync(join(folder, name), text);
      chmodSync(join(folder, name), 0o755);
    }
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
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
