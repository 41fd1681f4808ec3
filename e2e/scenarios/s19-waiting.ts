import { join } from "node:path";
import { check, checkIncludes } from "../check";
import { draft } from "../cluster/draft";
import { onSmallest, type Scenario } from "../scenario";

export const s19Waiting: Scenario = {
  id: "S19",
  title:
    "placeholders are refused before anything is applied; a certificate that nobody signs is waited for, and named",
  timeLimit: 200,
  on: onSmallest,
  async run({ cluster, folder }) {
    const refused = await cluster.mustDeploy(["apply", "--yes", "--skip", "nothing"], { ends: 1 });
    check(/x .*example\.com/.test(refused), `placeholders are named:\n${refused}`);

    const names: string[] = [];
    const dist = draft(cluster.manifests, join(folder, "dist"), (object) => {
      if (object["kind"] !== "Certificate" || names.length > 0) return;
      const { metadata, spec } = object as any;
      metadata.name = "never-signed";
      spec.secretName = "never-signed";
      spec.issuerRef = { kind: "Issuer", name: "nobody" };
      names.push(`Certificate ${metadata.namespace}/never-signed`);
    });
    const late = await cluster.mustDeploy(["apply", "--yes", "--timeout", "20s"], { dist, ends: 3 });
    checkIncludes(late, `not ready within 0 min 20 s: ${names[0]!}`, "it says what it has waited for");
    await cluster.mustDeploy(["apply", "--yes"]);
    return `placeholders refused; waited for ${names[0]!}`;
  },
};
