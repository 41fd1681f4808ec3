import { join } from "node:path";
import { draft } from "../cluster/draft";
import { onSmallest, type Scenario } from "../scenario";

export const s19Waiting: Scenario = {
  id: "S19",
  title:
    "placeholders are refused before anything is applied; a certificate that nobody signs is waited for, and named",
  timeLimit: 200,
  on: onSmallest,
  async run({ cluster, folder }) {
    await cluster.mustDeploy(["apply", "--yes", "--skip", "nothing"], {
      ...{ ends: 1, says: ["  x ", "example.com", "is a placeholder"] },
    });

    let name = "";
    const dist = draft(cluster.manifests, join(folder, "dist"), (object) => {
      if (object["kind"] !== "Certificate" || name !== "") return;
      name = `Certificate ${object.metadata.namespace}/never-signed`;
      Object.assign(object.metadata, { name: "never-signed" });
      Object.assign(object["spec"], {
        secretName: "never-signed",
        issuerRef: { kind: "Issuer", name: "nobody" },
      });
    });
    await cluster.mustDeploy(["apply", "--yes", "--timeout", "20s"], {
      ...{ dist, ends: 3, says: [`not ready within 0 min 20 s: ${name}`] },
    });
    await cluster.mustDeploy(["apply", "--yes"]);
    return `placeholders refused; waited for ${name}`;
  },
};
