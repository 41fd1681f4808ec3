import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { preStopScript, prepareScript } from "../../../logging/elasticsearch/prepare-script";
import { environmentWith } from "../../support/environments";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "prepare-script-"));
  for (const name of ["image", "data", "files", "prepared"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "image", "jvm.options"), "-Xshare:auto\n");
  writeFileSync(join(folder, "files", "elasticsearch.yml"), "cluster.name: fingerprint-elk\n");
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const props = (changes: Readonly<Record<string, unknown>>) =>
  environmentWith({ "logging.elasticsearch.nodes": 3, ...changes }).logging.elasticsearch;

/** Runs the real script with the pod's folders below a temporary one, and the other nodes at an address of this machine. */
function prepared(script: string, readinessPort = 1): string {
  const local = script
    .replaceAll("/usr/share/elasticsearch/config", join(folder, "image"))
    .replaceAll("/usr/share/elasticsearch/data", join(folder, "data"))
    .replaceAll("/prepared", join(folder, "prepared"))
    .replaceAll("/files/", `${join(folder, "files")}/`)
    .replaceAll(/\/dev\/tcp\/\$node[^/]*\/\d+/g, `/dev/tcp/127.0.0.1/${String(readinessPort)}`);
  execFileSync("bash", ["-c", local], {
    env: { ...process.env, POD_NAME: "elasticsearch-0" },
    stdio: "pipe",
  });
  return readFileSync(join(folder, "prepared", "elasticsearch.yml"), "utf8");
}

test("a node with an empty disk, and no other with a master, may form the cluster", () => {
  expect(prepared(prepareScript(props({}), 1))).toBe(
    'cluster.name: fingerprint-elk\ncluster.initial_master_nodes: ["elasticsearch-0","elasticsearch-1","elasticsearch-2"]\n',
  );
  expect(readFileSync(join(folder, "prepared", "jvm.options"), "utf8")).toBe("-Xshare:auto\n");
});

test("a volume's lost+found does not count as data", () => {
  mkdirSync(join(folder, "data", "lost+found"));
  expect(prepared(prepareScript(props({}), 1))).toContain("initial_master_nodes");
});

test("a node with data joins its cluster and can't form another", () => {
  mkdirSync(join(folder, "data", "_state"));
  expect(prepared(prepareScript(props({}), 1))).toBe("cluster.name: fingerprint-elk\n");
});

test("a node that lost its disk joins the cluster that is there", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  try {
    const { port } = other.address() as AddressInfo;
    expect(prepared(prepareScript(props({}), 1), port)).toBe("cluster.name: fingerprint-elk\n");
  } finally {
    other.close();
  }
});

test("once the environment says so, nothing can form a cluster", () => {
  expect(prepared(prepareScript(props({ "logging.elasticsearch.mayForm": false }), 1))).toBe(
    "cluster.name: fingerprint-elk\n",
  );
});

test("a single node needs no formation", () => {
  expect(prepared(prepareScript(props({ "logging.elasticsearch.nodes": 1 }), 3))).toBe(
    "cluster.name: fingerprint-elk\n",
  );
});

test("a node whose zone is told becomes aware of it, and one without a zone does not start", () => {
  const script = prepareScript(props({ "logging.elasticsearch.mayForm": false }), 3);
  mkdirSync(join(folder, "bin"));
  const withNode = (json: string) => {
    writeFileSync(join(folder, "bin", "curl"), `#!/bin/bash\ncat <<'END'\n${json}\nEND\n`, { mode: 0o755 });
    return script.replace(
      "set -euo pipefail",
      `set -euo pipefail\nPATH=${join(folder, "bin")}:$PATH\nNODE_NAME=node-1`,
    );
  };
  const labels = (zone: string) =>
    JSON.stringify({ metadata: { labels: { "topology.kubernetes.io/zone": zone } } }, null, 2);
  writeFileSync(join(folder, "token"), "t");
  const local = (text: string) => text.replaceAll("/var/run/secrets/kubernetes.io/serviceaccount", folder);

  expect(prepared(local(withNode(labels("eu-1a"))))).toContain(
    'node.attr.zone: "eu-1a"\ncluster.routing.allocation.awareness.attributes: zone\n',
  );
  expect(() => prepared(local(withNode("{}")))).toThrow();
});

test("keys of the bucket reach the keystore and no file", () => {
  const script = prepareScript(props({ "logging.elasticsearch.snapshots": { to: "s3", bucket: "logs" } }), 1);
  expect(script).toContain("elasticsearch-keystore add --stdin --force s3.client.default.access_key");
  expect(spawnSync("bash", ["-n"], { input: script }).status).toBe(0);
});

test("waiting before a stop ends in time and never fails", () => {
  const script = preStopScript({ tls: true, waitSeconds: 1 });
  expect(script).toContain("timeout=1s");
  const local = script.replaceAll("localhost:9200", "localhost:1");
  expect(spawnSync("bash", ["-c", local]).status).toBe(0);
});
