import { customResourceDefinitions } from "../tools/custom-resources";
import { UsageError } from "../operations/report/command";
import { chooseScenarios } from "./choose-scenarios";
import { mainCommand } from "./main-command";
import { isIsolated, isolate, setUpNetwork } from "./isolation";
import { runAll } from "./run-all";
import { scenarios } from "./scenarios";
import { Tools, kubernetesVersions } from "./tools";

const help = `Usage: npm run e2e -- [--only S1,S4] [--kubernetes 1.37] [--keep] [--list] [--help]

Starts real servers on this machine, brings dist/ to them with deploy.sh, and tries what the documents promise.
Programs that are missing are built first (npm run tools).

  --only IDS         run these scenarios only
  --kubernetes MINOR version of the control plane: ${kubernetesVersions.join(" or ")} (default: 1.37)
  --keep             keep data and logs; they are kept in any case when something fails
  --list             print the scenarios
  --help             print this

E2E_KUBECONFIG=FILE  use the cluster of the file's current context instead, for the scenarios that make sense there.
                     They apply an environment to it: never name a cluster that anybody needs
`;

mainCommand({
  help,
  options: {
    only: { type: "string" },
    kubernetes: { type: "string", default: "1.37" },
    keep: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
  async run({ values }) {
    const version = kubernetesVersions.find((known) => known === values.kubernetes);
    if (!version)
      throw new UsageError(
        `--kubernetes ${values.kubernetes}: there are ${kubernetesVersions.join(" and ")}`,
      );
    const kubeconfig = process.env["E2E_KUBECONFIG"];
    const named = values.only === undefined ? scenarios : chooseScenarios(scenarios, values.only);
    const chosen = named.filter(({ anyCluster = false }) => anyCluster || kubeconfig === undefined);
    if (values.list) {
      for (const { id, title } of chosen) process.stdout.write(`${id}\t${title}\n`);
      return 0;
    }
    const tools = new Tools(version);
    if (!isIsolated) {
      await tools.install(kubeconfig === undefined ? undefined : ["kubectl"]);
      // Downloads them while there is a network.
      customResourceDefinitions();
      // A cluster of the user's is reached by the user's network.
      if (kubeconfig === undefined) return isolate();
    } else await setUpNetwork();
    return runAll({ scenarios: chosen, tools, kubeconfig, keep: values.keep });
  },
});
