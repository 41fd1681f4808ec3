import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { checkEnvironments } from "../../environments/shape/check-environments";
import { readEnvironments } from "../../environments/shape/read-environments";
import { faultLine, isError } from "../../lib/validation/fault";
import { isStale } from "../../operations/docs/generated-file";
import { generatedPages } from "../../operations/docs/generated-pages";
import { git } from "../../operations/git";
import { refuseStaleDist } from "../../operations/release/repository";
import { tagRelease } from "../../operations/release/tag-release";
import { root } from "../../operations/root";
import { withEdits } from "../../verify/edits/edited";
import { editsOf } from "../../verify/edits/edits";
import { brokenPromises } from "../invariants/broken-promises";
import { resolved, synthesized } from "../support/environments";
import { imagesFound } from "../support/renovate";
import { temporaryFolder } from "../support/temporary-folder";

const { declarations, faults } = readEnvironments();
const { environments, faults: more } = checkEnvironments(declarations);

test("every file is a sound environment, by itself and beside the others", () => {
  expect([...faults, ...more].filter(isError).map(faultLine)).toEqual([]);
});

test.each(declarations)("$file keeps every promise", ({ props }) => {
  expect(brokenPromises(synthesized(resolved(props)))).toEqual([]);
});

test.each(declarations)("Renovate finds the API's image in $file", ({ file, props }) => {
  expect(imagesFound(file, readFileSync(join(root, file), "utf8"))).toEqual([props.api.image]);
});

/** Some props, each with one of its other values. */
const someEdits = fc
  .shuffledSubarray(environments.flatMap(editsOf), { minLength: 100 })
  .chain((props) => fc.tuple(...props.map((edits) => fc.constantFrom(...edits))));

// npm run verify -- --only valid-edits makes all of them, and runs the suites.
test("whatever valid values engineers write, every promise is kept, and what synth fills in may as well be written down", () => {
  fc.assert(
    fc.property(someEdits, (edits) => {
      for (const edited of withEdits({ environments, made: [] }, edits).environments) {
        const environment = resolved(edited);
        expect(brokenPromises(synthesized(environment))).toEqual([]);
        expect(resolved(environment)).toEqual(environment);
      }
    }),
    { numRuns: Number(process.env["EDITS"] ?? 3), endOnFailure: true },
  );
});

test("dist/ is what the code makes: reviewers read what will be applied", () => {
  expect(() => {
    refuseStaleDist(root);
  }).not.toThrow();
});

test("pages are as the manifests make them: npm run docs writes anew what is listed here", () => {
  expect(
    generatedPages()
      .filter(isStale)
      .map(({ file }) => file),
  ).toEqual([]);
});

const read = (file: string): any[] =>
  parseAllDocuments(readFileSync(join(root, "docs/gitops", file), "utf8")).map((document) => document.toJS());

/** The environments that have an example. A new one needs none; one that is gone must take its examples along. */
const exampled = (tool: string) =>
  readdirSync(join(root, "docs/gitops", tool)).map((file) => file.replace(/\.yaml$/, ""));

test.each(exampled("argo-cd"))("Argo CD's example for %s leads to the manifests", (environment) => {
  const [{ kind, spec }] = read(`argo-cd/${environment}.yaml`);
  expect([kind, spec.source.path]).toEqual(["Application", `dist/${environment}`]);
  expect(declarations.map(({ props }) => props.name)).toContain(environment);
  expect(spec.syncPolicy.syncOptions).toContain("ServerSideApply=true");
});

test.each(exampled("flux"))("Flux's example for %s leads to and fetches the manifests", (environment) => {
  const [repository, { spec }] = read(`flux/${environment}.yaml`);
  expect(spec.sourceRef.name).toBe(repository.metadata.name);
  expect([spec.path, spec.prune]).toEqual([`./dist/${environment}`, true]);
  expect(declarations.map(({ props }) => props.name)).toContain(environment);
  expect(repository.spec.ignore).toContain(`!/dist/${environment}\n`);
});

test("the examples for releases follow the artifact of an environment, as the program publishes it", () => {
  const [application] = read("releases/argo-cd.yaml");
  const [repository, kustomization] = read("releases/flux.yaml");
  expect(application.spec.source.repoURL).toBe(repository.spec.url);
  expect(kustomization.spec.sourceRef).toEqual({ kind: repository.kind, name: repository.metadata.name });
  expect([application.spec.source.path, kustomization.spec.path]).toEqual([".", "./"]);
});

describe("a release", () => {
  const repository = temporaryFolder();
  const at = (file: string) => join(repository, file);
  const commit = () => {
    git(repository, "add", "--all");
    git(repository, "commit", "--quiet", "--message", "a change");
  };
  const release = (version = "1.2.0", dryRun = false) =>
    tagRelease({ repository, version, date: "2026-02-03", dryRun });

  beforeAll(() => {
    cpSync(join(root, "dist"), at("dist"), { recursive: true });
    writeFileSync(at("CHANGELOG.md"), "# Changelog\n\n## Unreleased\n\n- A thing.\n");
    writeFileSync(at("package.json"), '{ "name": "deploy", "version": "0.1.0" }\n');
    git(repository, "init", "--quiet");
    git(repository, "config", "user.name", "Somebody");
    git(repository, "config", "user.email", "somebody@example.com");
    commit();
    git(repository, "branch", "start");
  });
  afterEach(() => {
    git(repository, "reset", "--quiet", "--hard", "start");
    git(repository, "clean", "--quiet", "--force");
    for (const tag of git(repository, "tag").split("\n").filter(Boolean))
      git(repository, "tag", "--delete", tag);
  });

  test("is a commit with the version in changelog and package, and a tag on it; a dry run of it is nothing", () => {
    expect(release("1.2.0", true)).toMatch(/^would commit/);
    expect(git(repository, "rev-parse", "HEAD")).toBe(git(repository, "rev-parse", "start"));
    expect(git(repository, "status", "--porcelain") + git(repository, "tag")).toBe("");
    expect(release()).toMatch(/^tagged v1\.2\.0/);
    expect(readFileSync(at("CHANGELOG.md"), "utf8")).toContain(
      "## Unreleased\n\n## 1.2.0 - 2026-02-03\n\n- A thing.",
    );
    expect(JSON.parse(readFileSync(at("package.json"), "utf8"))).toMatchObject({ version: "1.2.0" });
    expect(git(repository, "status", "--porcelain")).toBe("");
    expect(git(repository, "tag", "--points-at", "HEAD")).toBe("v1.2.0");
  });

  const changed = (file: string, text: string) => () => {
    writeFileSync(at(file), text);
    commit();
  };
  const nothingNew = "# Changelog\n\n## Unreleased\n\n## 1.1.0 - 2026-02-02\n\n- A thing.\n";
  test.each([
    ["no version", () => undefined, "1.2", /1\.2 is no version/],
    ["what nobody committed", () => git(repository, "rm", "package.json"), "1.2.0", /not clean[^]*package/],
    ["a tag that exists", () => git(repository, "tag", "v1.2.0"), "1.2.0", /the tag v1\.2\.0 exists/],
    ["no news", changed("CHANGELOG.md", nothingNew), "1.2.0", /nothing under "## Unreleased"/],
    ["a dist/ that is edited by hand", changed("dist/by-hand.yaml", ""), "1.2.0", /dist\/by-hand\.yaml/],
  ])("%s: refused, and nothing is done", (_, change, version, message) => {
    change();
    const before = git(repository, "rev-parse", "HEAD");
    expect(() => release(version)).toThrow(message);
    expect(git(repository, "rev-parse", "HEAD")).toBe(before);
  });
});
