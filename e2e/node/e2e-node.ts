import { resolve } from "node:path";
import { customResourceDefinitions } from "../../tools/custom-resources";
import { installTools } from "../../tools/install-tools";
import type { ToolName } from "../../tools/tool-groups";
import { chooseScenarios } from "../choose-scenarios";
import { mainCommand } from "../main-command";
import { isIsolated, isolate } from "../isolation";
import { Tools } from "../tools";
import { removeCgroups } from "./cgroups";
import { checkNeeds } from "./needs";
import { runNodes } from "./run-nodes";
import { scenarios } from "./scenarios";

const help = `Usage: npm run e2e:node -- [--short] [--only N1,N2] [--up] [--keep] [--list] [--help]

Starts a Kubernetes cluster with two real nodes on this machine, applies an environment that fits to it with deploy.sh, and tries what only
real containers, volumes and networks show. It needs Linux, root and the Debian packages that it names where they lack.
Programs that are missing are built first (npm run tools). It runs in namespaces of its own and is ended by one signal.

  --short     the scenarios that have a short form, in that form, as in CI
  --only IDS  run these scenarios only
  --up        apply the environment, print how the cluster is reached, and leave it up until it is interrupted
  --keep      keep data and logs; they are kept in any case when something fails
  --list      print the scenarios
  --help      print this
`;

/** Programs of the nodes, and of the images that are served to them. */
const nodeTools: readonly ToolName[] = [
  ...(["containerd", "containerd-shim-runc-v2", "kube-proxy", "kube-router", "kubelet"] as const),
  ...(["bridge", "host-local", "loopback", "portmap"] as const),
  ...(["cert-manager", "coredns", "local-path-provisioner", "metrics-server"] as const),
  ...(["alertmanager", "filebeat", "kube-state-metrics", "node-exporter", "prometheus"] as const),
  ...(["prometheus-adapter", "netpolicy", "promtool"] as const),
];

/** Tells the run in the namespaces which process, outside of them, takes its cgroups away. */
const runVariable = "E2E_NODE_RUN";

mainCommand({
  help,
  options: {
    short: { type: "boolean", default: false },
    only: { type: "string" },
    up: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
  async run({ values }) {
    const chosen =
      values.only === undefined
        ? scenarios.filter(({ long = false }) => !(values.short && long))
        : chooseScenarios(scenarios, values.only);
    if (values.list) {
      for (const { id, title } of chosen) process.stdout.write(`${id}\t${title}\n`);
      return 0;
    }
    checkNeeds();
    // Downloads them while there is a network.
    customResourceDefinitions();
    const tools = new Tools("1.37");
    await tools.install(["etcd", "kubectl", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]);
    await installTools([...nodeTools, ...chosen.flatMap(({ tools = [] }) => tools)]);
    if (isIsolated) {
      const { short, up, keep } = values;
      return runNodes({ scenarios: chosen, tools, run: Number(process.env[runVariable]), short, up, keep });
    }
    process.env[runVariable] = String(process.pid);
    try {
      return await isolate({ init: [resolve(__dirname, "init.sh")], namespaces: ["--uts", "--ipc"] });
    } finally {
      removeCgroups(process.pid);
    }
  },
});
