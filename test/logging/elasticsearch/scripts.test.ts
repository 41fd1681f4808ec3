import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { elasticsearchFile } from "../../../logging/elasticsearch/elasticsearch-yml";
import { temporaryFolder } from "../../support/temporary-folder";

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  for (const name of ["image", "files", "formation", "prepared", "bin", "tmp"]) mkdirSync(join(folder, name));
  put("image/jvm.options", "-Xshare:auto\n");
  put("files/elasticsearch.yml", "cluster.name: fingerprint-elk\n");
  put("files/gc.options", "-Xlog:disable\n");
});

const put = (file: string, text: string, mode = 0o644) => {
  writeFileSync(join(folder, file), text, { mode });
};

const read = (file: string) => readFileSync(join(folder, file), "utf8");

/** A program of the image. */
const program = (name: string, text: string) => {
  put(`bin/${name}`, `#!/bin/bash\n${text}\n`, 0o755);
};

/** Runs a script as it goes into the pod, with the pod's folders below a temporary one. */
function run(script: string, env: Readonly<Record<string, string>> = {}) {
  const local = elasticsearchFile(script).replaceAll(
    /(?<![\w}])\/(prepared|files|formation|kubernetes|passwords|s3|tmp|usr\/share\/elasticsearch\/config)\b/g,
    (_, name: string) => join(folder, name.startsWith("usr/") ? "image" : name),
  );
  return spawnSync("bash", ["-c", local], {
    encoding: "utf8",
    env: {
      PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`,
      POD_NAME: "elasticsearch-0",
      NODE_NAME: "node-1",
      INITIAL_MASTER_NODES: "elasticsearch-0,elasticsearch-1",
      ELASTICSEARCH: "http://localhost:1",
      ...env,
    },
  });
}

/** A program that writes down what it is given. */
const noting = () => `echo "$@" > ${folder}/arguments; cat > ${folder}/input`;

const formed = () => {
  put("formation/cluster-uuid", "7dGSt_uGTkGsTZWdLtoYXw");
};

describe("prepare.sh", () => {
  test("lets a cluster form while none has been noted, whatever is on the disk", () => {
    expect(run("prepare.sh").status).toBe(0);
    expect(read("prepared/elasticsearch.yml")).toContain(
      'cluster.initial_master_nodes: "elasticsearch-0,elasticsearch-1"\n',
    );
    expect(read("prepared/jvm.options")).toBe("-Xshare:auto\n");
    expect(read("prepared/jvm.options.d/gc.options")).toBe("-Xlog:disable\n");
  });

  test("lets none form once one has been noted, and takes nothing over from a run before", () => {
    run("prepare.sh");
    put("prepared/elasticsearch.keystore", "half");
    put("prepared/.hidden", "");
    formed();
    expect(run("prepare.sh").status).toBe(0);
    expect(read("prepared/elasticsearch.yml")).toBe("cluster.name: fingerprint-elk\n");
    expect(existsSync(join(folder, "prepared/elasticsearch.keystore"))).toBe(false);
    expect(existsSync(join(folder, "prepared/.hidden"))).toBe(false);
  });

  const zoneWith = (curl: string) => {
    formed();
    mkdirSync(join(folder, "kubernetes"));
    put("kubernetes/token", "secret-token");
    program("curl", `${noting()}\n${curl}`);
    const { status, stderr } = run("prepare.sh");
    expect(status).toBe(0);
    return { settings: read("prepared/elasticsearch.yml"), stderr };
  };

  test("tells the node its zone, and the token to nobody", () => {
    const labels = { "topology.kubernetes.io/zone": "eu-1a" };
    const answer = JSON.stringify({ metadata: { labels } }, null, 2);
    expect(zoneWith(`cat <<'END'\n${answer}\nEND`).settings).toContain('node.attr.zone: "eu-1a"\n');
    expect(read("arguments")).not.toContain("secret-token");
    expect(read("input")).toContain("secret-token");
  });

  test.each([
    ["does not answer", "exit 7"],
    ["knows no zone", "echo '{}'"],
  ])("starts a node although the Kubernetes API %s", (_, curl) => {
    const { settings, stderr } = zoneWith(curl);
    expect(settings).toContain('node.attr.zone: "unknown"\n');
    expect(stderr).toContain("node-1");
  });

  test("gives the bucket's keys to the keystore, by no argument", () => {
    mkdirSync(join(folder, "s3"));
    put("s3/access-key", "access");
    put("s3/secret-key", "secret");
    program("elasticsearch-keystore", noting());
    expect(run("prepare.sh").status).toBe(0);
    const keys = "s3.client.default.access_key s3.client.default.secret_key";
    expect(read("arguments")).toBe(`add --stdin --force ${keys}\n`);
    expect(read("input")).toBe("access\nsecret\n");
  });

  test("makes the user bootstrap of its password, by no argument", () => {
    mkdirSync(join(folder, "passwords"));
    put("passwords/bootstrap", String.raw`a "b" \c`);
    program("elasticsearch-users", noting());
    expect(run("prepare.sh").status).toBe(0);
    expect(read("arguments")).toBe("useradd bootstrap -r superuser\n");
    expect(read("input")).toBe('a "b" \\c\na "b" \\c\n');
    expect(read("prepared/curl.conf")).toContain(String.raw`user = "bootstrap:a \"b\" \\c"`);
  });

  test("holds the node that a person works on, and no other", () => {
    put("formation/hold", "elasticsearch-1");
    expect(run("prepare.sh").status).toBe(0);
    put("formation/hold", "elasticsearch-0");
    program("sleep", `rm ${folder}/formation/hold`);
    expect(run("prepare.sh").stdout).toContain("held");
  });
});

describe("started.sh", () => {
  const started = (curl: string) => {
    program("curl", curl);
    return run("started.sh", { RECOVERED: "green", RECOVERY_SECONDS: "600" }).status;
  };
  const recovered = "exit 0";
  const hasMaster = '[[ "$*" != *wait_for_status* ]]';

  test("waits for the copies of shards", () => {
    expect(started(hasMaster)).not.toBe(0);
    expect(started(recovered)).toBe(0);
  });

  test("waits no longer than its time, and for a master always", () => {
    put("tmp/recovering-since", String(Math.floor(Date.now() / 1000) - 601));
    expect(started("exit 22")).not.toBe(0);
    expect(started(hasMaster)).toBe(0);
    // The next start has its own time.
    expect(started(hasMaster)).not.toBe(0);
  });
});

test("pre-stop.sh never keeps a node from stopping", () => {
  expect(run("pre-stop.sh", { STOP_SECONDS: "1" }).status).toBe(0);
});

test("logs of garbage collection stay below the volume for logs", () => {
  const options = elasticsearchFile("gc.options");
  const [, count = "", size = ""] = /filecount=(\d+),filesize=(\d+)m/.exec(options) ?? [];
  // The file in use comes on top.
  expect((Number(count) + 1) * Number(size)).toBeLessThan(512);
  expect(options).toContain("-Xlog:disable\n");
});
