import { join } from "node:path";
import { check, checkEqual } from "../check";
import { draft } from "../cluster/draft";
import { onSmallest, type Scenario } from "../scenario";

export const s19Waiting: Scenario = {
  id: "S19",
  title:
    "placeholders are refused before anything is applied; a certificate that nobody signs is waited for, and named",
  timeLimit: 200,
  on: onSmallest,
  async run({ cluster, smallest, folder }) {
    const small = await cluster(smallest);
    const refused = await small.deploy(["apply", "--yes", "--skip", "nothing"]);
    checkEqual(refused.status, 1, `placeholders are refused:\n${refused.stdout}${refused.stderr}`);
    check(/x .*example\.com/.test(refused.stdout), `and named:\n${refused.stdout}`);

    const names: string[] = [];
    const dist = draft(small.manifests, join(folder, "dist"), small.environment, (object) => {
      if (object["kind"] !== "Certificate" || names.length > 0) return;
      const { metadata, spec } = object as any;
      metadata.name = "never-signed";
      spec.secretName = "never-signed";
      spec.issuerRef = { kind: "Issuer", name: "nobody" };
      names.push(`Certificate ${metadata.namespace}/never-signed`);
    });
    const late = await small.deploy(["apply", "--yes", "--timeout", "20s"], { dist });
    checkEqual(late.status, 3, `an apply without its certificate is not done:\n${late.stdout}${late.stderr}`);
    check(late.stderr.includes(names[0]!), `and says what it has waited for:\n${late.stderr}`);
    await small.mustDeploy(["apply", "--yes"]);
    return `placeholders refused; waited for ${names[0]!}`;
  },
};
