import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { root } from "../../operations/root";

const environments = readdirSync(join(root, "dist"));

const read = (file: string): any[] =>
  parseAllDocuments(readFileSync(join(root, "docs/gitops", file), "utf8")).map((document) => document.toJS());

describe.each(environments)("%s", (environment) => {
  test("Argo CD's example leads to the manifests", () => {
    const [application] = read(`argo-cd/${environment}.yaml`);
    expect(application.kind).toBe("Application");
    expect(application.spec.source.path).toBe(`dist/${environment}`);
    expect(existsSync(join(root, application.spec.source.path, "kustomization.yaml"))).toBe(true);
    expect(application.spec.syncPolicy.syncOptions).toContain("ServerSideApply=true");
  });

  test("Flux's example leads to the manifests and fetches them", () => {
    const [repository, kustomization] = read(`flux/${environment}.yaml`);
    expect(kustomization.spec.sourceRef.name).toBe(repository.metadata.name);
    expect(kustomization.spec.path).toBe(`./dist/${environment}`);
    expect(repository.spec.ignore).toContain(`!/dist/${environment}\n`);
    expect(kustomization.spec.prune).toBe(true);
  });
});
