import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { root } from "../../operations/root";

/** The environments that have an example. A new one needs none; one that is gone must take its examples along. */
const exampled = (tool: string) =>
  readdirSync(join(root, "docs/gitops", tool)).map((file) => file.replace(/\.yaml$/, ""));

const read = (file: string): any[] =>
  parseAllDocuments(readFileSync(join(root, "docs/gitops", file), "utf8")).map((document) => document.toJS());

test.each(exampled("argo-cd"))("Argo CD's example for %s leads to the manifests", (environment) => {
  const [application] = read(`argo-cd/${environment}.yaml`);
  expect(application.kind).toBe("Application");
  expect(application.spec.source.path).toBe(`dist/${environment}`);
  expect(existsSync(join(root, application.spec.source.path, "kustomization.yaml"))).toBe(true);
  expect(application.spec.syncPolicy.syncOptions).toContain("ServerSideApply=true");
});

test.each(exampled("flux"))(
  "Flux's example for %s leads to the manifests and fetches them",
  (environment) => {
    const [repository, kustomization] = read(`flux/${environment}.yaml`);
    expect(kustomization.spec.sourceRef.name).toBe(repository.metadata.name);
    expect(kustomization.spec.path).toBe(`./dist/${environment}`);
    expect(existsSync(join(root, kustomization.spec.path, "kustomization.yaml"))).toBe(true);
    expect(repository.spec.ignore).toContain(`!/dist/${environment}\n`);
    expect(kustomization.spec.prune).toBe(true);
  },
);

test("the examples for releases follow the artifact of an environment, as the program publishes it", () => {
  const [application] = read("releases/argo-cd.yaml");
  const [repository, kustomization] = read("releases/flux.yaml");
  expect(application.spec.source.repoURL).toBe(repository.spec.url);
  // It shows any environment's, whether that is still there or not.
  const named = `fingerprint-${repository.spec.url.split("/").at(-1)}`;
  expect([application.metadata.name, kustomization.metadata.name]).toEqual([named, named]);
  expect(kustomization.spec.sourceRef).toEqual({ kind: repository.kind, name: repository.metadata.name });
  expect([application.spec.source.path, kustomization.spec.path]).toEqual([".", "./"]);
});
