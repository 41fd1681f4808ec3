/** The scripts of the stack's pods, run in a folder that stands for the pod's root, with programs that note what they are given. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../support/temporary-folder";

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  for (const name of ["prepared", "formation", "tmp"]) mkdirSync(join(folder, name));
  program("sleep", "");
});

const read = (file: string) => readFileSync(join(folder, file), "utf8");

function put(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text, { mode });
}

/** A program of the image, which notes its arguments, and what it is given by a file or its input. */
function program(name: string, text: string): void {
  const noting = `echo "$@" >> ${folder}/arguments
    for word; do
      [[ $before == --config ]] && cat "\${word/#-//dev/stdin}" >> ${folder}/given
      [[ $word == --stdin ]] && cat >> ${folder}/given
      before=$word
    done`;
  put(`bin/${name}`, `#!/bin/bash\n${noting}\n${text}\n`, 0o755);
}

/** Runs a script as it goes into the pod. */
function run(script: string, env: Readonly<Record<string, string>> = {}) {
  const folders = "prepared|files|formation|kubernetes|passwords|s3|tmp|usr/share/\\w+/config";
  const text = readFileSync(join("logging", script), "utf8").replaceAll(
    new RegExp(`(?<![\\w}])/(${folders})\\b`, "g"),
    `${folder}/$1`,
  );
  return spawnSync("bash", ["--norc", "-c", text], {
    encoding: "utf8",
    env: { PATH: `${folder}/bin:${process.env["PATH"]}`, ELASTICSEARCH: "http://localhost:1", ...env },
  });
}

describe("elasticsearch/files/prepare.sh", () => {
  beforeEach(() => {
    put("usr/share/elasticsearch/config/jvm.options", "-Xshare:auto\n");
    put("files/elasticsearch.yml", "cluster.name: fingerprint-elk\n");
    put("files/gc.options", "-Xlog:disable\n");
  });

  const prepare = () =>
    run("elasticsearch/files/prepare.sh", {
      POD_NAME: "elasticsearch-0",
      NODE_NAME: "node-1",
      INITIAL_MASTER_NODES: "elasticsearch-0,elasticsearch-1",
    });

  test("lets a cluster form until one has been noted, and takes nothing over from a run before", () => {
    expect(prepare().status).toBe(0);
    expect(read("prepared/elasticsearch.yml")).toContain(
      'cluster.initial_master_nodes: "elasticsearch-0,elasticsearch-1"\n',
    );
    expect(read("prepared/jvm.options")).toBe("-Xshare:auto\n");
    put("prepared/elasticsearch.keystore", "half");
    put("formation/cluster-uuid", "7dGSt_uGTkGsTZWdLtoYXw");
    expect(prepare().status).toBe(0);
    expect(read("prepared/elasticsearch.yml")).toBe("cluster.name: fingerprint-elk\n");
    expect(existsSync(join(folder, "prepared/elasticsearch.keystore"))).toBe(false);
  });

  const eu = JSON.stringify({ metadata: { labels: { "topology.kubernetes.io/zone": "eu-1a" } } }, null, 2);

  test.each([
    ["knows its zone", `cat <<'END'\n${eu}\nEND`, "eu-1a", ""],
    ["does not answer", "exit 7", "unknown", "the zone of node node-1 could not be asked for"],
    ["knows no zone", "echo '{}'", "unknown", "node node-1 has no label"],
  ])("prepares a node whose Kubernetes API %s, and shows nobody the token", (_, curl, zone, told) => {
    put("kubernetes/token", "secret-token");
    program("curl", curl);
    const { status, stderr } = prepare();
    expect(status).toBe(0);
    expect(stderr).toContain(told);
    expect(read("prepared/elasticsearch.yml")).toContain(`node.attr.zone: "${zone}"\n`);
    expect(read("arguments")).not.toContain("secret-token");
    expect(read("given")).toContain("secret-token");
  });

  test("gives the bucket's keys to the keystore, by no argument", () => {
    put("s3/access-key", "access");
    put("s3/secret-key", "secret");
    program("elasticsearch-keystore", "");
    expect(prepare().status).toBe(0);
    const keys = "s3.client.default.access_key s3.client.default.secret_key";
    expect(read("arguments")).toBe(`add --stdin --force ${keys}\n`);
    expect(read("given")).toBe("access\nsecret\n");
  });
});

test("a node has started when its shards have their copies, or after a time when it has a master", () => {
  const started = (curl: string) => {
    program("curl", curl);
    return run("elasticsearch/files/started.sh", { RECOVERED: "green", RECOVERY_SECONDS: "600" }).status;
  };
  const hasMaster = '[[ "$*" != *wait_for_status* ]]';
  expect([started(hasMaster), started("exit 0")]).toEqual([1, 0]);
  put("tmp/recovering-since", String(Math.floor(Date.now() / 1000) - 601));
  // The next start has its own time.
  expect([started("exit 22"), started(hasMaster), started(hasMaster)]).toEqual([1, 0, 1]);
});

test("a node stops although nobody answers", () => {
  expect(run("elasticsearch/files/pre-stop.sh", { STOP_SECONDS: "1" }).status).toBe(0);
});

const password = String.raw`a "quoted" \ and $odd pass'word`;

const bootstraps = Object.entries<Readonly<Record<string, string>>>({
  "logstash/prepare.sh": {
    ELASTICSEARCH_URL: "https://elasticsearch:9200",
    INDEX_TEMPLATE: "fingerprint-api",
    ELASTICSEARCH_USER: "logstash_writer",
    ELASTICSEARCH_PASSWORD: password,
  },
  "kibana/bootstrap.sh": {
    KIBANA_URL: "https://kibana:5601",
    DATA_VIEW: "fingerprint-api",
    KIBANA_USER: "kibana_bootstrap",
    KIBANA_PASSWORD: password,
  },
});

describe("those who wait for a server", () => {
  beforeEach(() => {
    for (const name of ["jvm.options", "logstash.yml"])
      put(`usr/share/logstash/config/${name}`, `${name} of the image\n`, 0o444);
    for (const name of ["logstash.yml", "pipelines.yml"]) put(`files/${name}`, `our ${name}\n`);
    program("curl", `echo '{"success":true}'`);
  });

  test.each(bootstraps)("%s waits while refused, and gives no password as an argument", (script, env) => {
    put("refusals", "xxx");
    program(
      "curl",
      `read -r left < ${folder}/refusals; echo "\${left#x}" > ${folder}/refusals
        [[ -z $left ]] && echo '{"success":true}' && exit
        echo 'curl: (22) The requested URL returned error: 401' >&2; exit 22`,
    );
    const { status, stdout } = run(script, env);
    expect(status).toBe(0);
    expect(stdout.match(/waiting for .*: curl: \(22\) The requested URL returned error: 401/g)).toHaveLength(
      3,
    );
    expect(read("arguments")).not.toMatch(/odd|--user/);
    expect(read("given")).toContain(String.raw`a \"quoted\" \\ and $odd pass'word"`);
    expect(read("given")).toContain("cacert = ");
  });

  test("Logstash's configuration is the image's with our two files, also the second time and after being killed half-way", () => {
    const configured = () => {
      expect(run(...bootstraps[0]!)).toMatchObject({ status: 0, stderr: "" });
      expect(read("prepared/jvm.options")).toBe("jvm.options of the image\n");
      expect(read("prepared/logstash.yml")).toBe("our logstash.yml\n");
      expect(read("prepared/pipelines.yml")).toBe("our pipelines.yml\n");
    };
    configured();
    put("prepared/logstash.yml", "rewritten by the entrypoint");
    chmodSync(join(folder, "prepared/jvm.options"), 0o644);
    put("prepared/jvm.options", "half");
    chmodSync(join(folder, "prepared/jvm.options"), 0o444);
    configured();
  });

  test("an import in which Kibana refused an object is no success", () => {
    program("curl", `echo '{"success":false}'`);
    expect(run(...bootstraps[1]!).status).toBe(1);
  });
});
