/** The scripts of Logstash's pods and of Kibana's Job, run with a curl that only notes what it is asked. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../support/temporary-folder";

const root = join(__dirname, "../..");
const password = String.raw`a "quoted" \ and $odd pass'word`;
let folder: string;

/** Notes its arguments and its configuration, and fails as often as the file `refusals` says. */
const curl = `#!/bin/bash
echo "$@" >> "$NOTES/arguments"
while [ $# -gt 0 ]; do [ "$1" = --config ] && cat "$2" >> "$NOTES/config"; shift; done
left=$(cat "$NOTES/refusals")
if [ "$left" -gt 0 ]; then
  echo $((left - 1)) > "$NOTES/refusals"
  echo 'curl: (22) The requested URL returned error: 401' >&2
  exit 22
fi
echo '{"success":true}'
`;

beforeEach(() => {
  folder = temporaryFolder();
  for (const name of ["bin", "notes", "image", "files", "prepared"]) mkdirSync(join(folder, name));
  for (const [name, text] of Object.entries({ curl, sleep: "#!/bin/bash\n" }))
    writeFileSync(join(folder, "bin", name), text, { mode: 0o755 });
  for (const name of ["jvm.options", "logstash.yml"])
    writeFileSync(join(folder, "image", name), `${name} of the image\n`);
  chmodSync(join(folder, "image/jvm.options"), 0o444);
  for (const name of ["logstash.yml", "pipelines.yml"])
    writeFileSync(join(folder, "files", name), `our ${name}\n`);
});

/** Runs a script with the pod's folders in `folder`. */
function run(script: string, env: Readonly<Record<string, string>>, refusals = 0) {
  writeFileSync(join(folder, "notes/refusals"), String(refusals));
  const text = readFileSync(join(root, script), "utf8")
    .replaceAll("/usr/share/logstash/config/", `${folder}/image/`)
    .replaceAll("/prepared/", `${folder}/prepared/`)
    .replaceAll(" /files/", ` ${folder}/files/`);
  return spawnSync("bash", ["--norc", "-c", text], {
    encoding: "utf8",
    env: { PATH: `${folder}/bin:${process.env["PATH"] ?? ""}`, NOTES: join(folder, "notes"), ...env },
  });
}

const noted = (name: string) => readFileSync(join(folder, "notes", name), "utf8");
const prepared = (name: string) => readFileSync(join(folder, "prepared", name), "utf8");

const logstash = {
  ELASTICSEARCH_URL: "https://elasticsearch:9200",
  INDEX_TEMPLATE: "fingerprint-api",
  ELASTICSEARCH_USER: "logstash_writer",
  ELASTICSEARCH_PASSWORD: password,
};
const kibana = {
  KIBANA_URL: "https://kibana:5601",
  DATA_VIEW: "fingerprint-api",
  KIBANA_USER: "kibana_bootstrap",
  KIBANA_PASSWORD: password,
};

const scripts = Object.entries({
  "logging/logstash/prepare.sh": logstash,
  "logging/kibana/bootstrap.sh": kibana,
});

test.each(scripts)("%s gives its password to curl in a file, never as an argument", (script, env) => {
  expect(run(script, env)).toMatchObject({ status: 0, stderr: "" });
  expect(noted("arguments")).not.toMatch(/odd|--user/);
  expect(noted("config")).toContain(String.raw`a \"quoted\" \\ and $odd pass'word"`);
  expect(noted("config")).toContain("cacert = ");
});

test.each(scripts)("%s waits while it is refused, and says why", (script, env) => {
  const { status, stdout } = run(script, env, 3);
  expect(status).toBe(0);
  expect(stdout.match(/waiting for .*: curl: \(22\) The requested URL returned error: 401/g)).toHaveLength(3);
});

test("without security nothing is shown and nobody is asked for", () => {
  const { ELASTICSEARCH_URL, INDEX_TEMPLATE } = logstash;
  expect(run("logging/logstash/prepare.sh", { ELASTICSEARCH_URL, INDEX_TEMPLATE }).status).toBe(0);
  expect(noted("config")).toBe("");
});

test("Logstash's configuration is the image's with our two files, also the second time and after being killed half-way", () => {
  const afterAll = () => {
    expect(run("logging/logstash/prepare.sh", logstash)).toMatchObject({ status: 0, stderr: "" });
    expect(prepared("jvm.options")).toBe("jvm.options of the image\n");
    expect(prepared("logstash.yml")).toBe("our logstash.yml\n");
    expect(prepared("pipelines.yml")).toBe("our pipelines.yml\n");
  };
  afterAll();
  afterAll();
  // The entrypoint rewrites the one, and a kill left the other half-written and read-only.
  writeFileSync(join(folder, "prepared/logstash.yml"), "rewritten");
  chmodSync(join(folder, "prepared/jvm.options"), 0o644);
  writeFileSync(join(folder, "prepared/jvm.options"), "jvm.op");
  chmodSync(join(folder, "prepared/jvm.options"), 0o444);
  afterAll();
});

test("an import in which Kibana refused an object is no success", () => {
  writeFileSync(join(folder, "bin/curl"), curl.replace('"success":true', '"success":false'));
  expect(run("logging/kibana/bootstrap.sh", kibana).status).toBe(1);
});
