import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { prerequisitesIn } from "../../operations/manifests/environment-manifests";
import { customResourceDefinitions } from "../../tools/custom-resources";
import { installTools } from "../../tools/install-tools";
import type { ToolName } from "../../tools/tool-groups";
import { overlays } from "../../verify/overlays";
import { neededNodes } from "../cluster/cluster";
import { isIsolated, isolate } from "../isolation";
import { mainCommand } from "../main-command";
import { chooseScenarios } from "../run-scenario";
import { Tools } from "../tools";
import { removeCgroupsOf } from "./cgroups";
import { imagesFor } from "./images/images";
import { readManifests } from "./overlay";
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

/** Programs of the nodes, and what serves images, sends load and reads the network policies. */
const nodeTools: readonly ToolName[] = [
  ...(["containerd", "containerd-shim-runc-v2", "kube-proxy", "kube-router", "kubelet"] as const),
  ...(["bridge", "host-local", "loopback", "portmap"] as const),
  ...(["cert-manager", "local-path-provisioner", "metrics-server"] as const),
  ...(["crane", "oras", "k6", "netpolicy"] as const),
];

/** Programs of the machine, by the Debian package that has them. */
const packages = {
  runc: ["runc"],
  iptables: ["iptables"],
  ipset: ["ipset"],
  nftables: ["nft"],
  iproute2: ["ip"],
  "util-linux": ["unshare", "setpriv"],
  curl: ["curl"],
  "default-jdk-headless": ["java", "javac"],
  maven: ["mvn"],
  unzip: ["unzip"],
} as const;

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
  async run({ values: { only, list, ...values } }) {
    const chosen =
      only === undefined
        ? scenarios.filter(({ long = false }) => !(values.short && long))
        : chooseScenarios(scenarios, only);
    if (list) {
      for (const { id, title } of chosen) process.stdout.write(`${id}\t${title}\n`);
      return 0;
    }
    checkNeeds();
    // Downloads them while there is a network.
    customResourceDefinitions();
    const tools = new Tools("1.37");
    await tools.install(["etcd", "kubectl", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]);
    const { environment, folder: manifests } = fitting();
    const images = imagesFor(
      readManifests(manifests),
      chosen.flatMap((scenario) => scenario.images ?? []),
    );
    const ofImages = [...images.values()].flatMap((image) => Object.values(image.tools ?? {}));
    await installTools([...nodeTools, ...ofImages]);
    if (isIsolated) {
      const run = Number(process.env[runVariable]);
      return runNodes({ ...values, environment, images, scenarios: chosen, tools, run });
    }
    process.env[runVariable] = String(process.pid);
    try {
      return await isolate([resolve(__dirname, "init.sh")], ["--uts", "--ipc"]);
    } finally {
      removeCgroupsOf(process.pid);
    }
  },
});

/** Throws one line with all that the machine lacks, and how it is had. */
function checkNeeds(): void {
  const lacks: string[] = [];
  if (process.platform !== "linux") lacks.push("it is Linux that nodes run on");
  if (process.getuid?.() !== 0) lacks.push("root is needed, to run containers: use sudo");
  const missing = Object.entries(packages).filter(
    ([, programs]) => spawnSync("which", [...programs]).status !== 0,
  );
  const namespaces = ["--net", "--mount", "--pid", "--uts", "--ipc", "--fork"];
  if (missing.length > 0) lacks.push(`apt-get install ${missing.map(([name]) => name).join(" ")}`);
  else if (spawnSync("unshare", [...namespaces, "true"]).status !== 0)
    lacks.push("no namespaces can be made here, as in a container");
  if (lacks.length > 0) throw new Error(`this machine can't run nodes: ${lacks.join("; ")}`);
}

/** The environment whose manifests the nodes run: one that needs no more than the two there are. */
function fitting() {
  const found = overlays().find(({ folder }) => neededNodes(prerequisitesIn(folder)) <= 2);
  if (found) return found;
  throw new Error(
    'No environment of dist/ runs on two nodes: set one\'s api.spread to "preferred" and synthesize',
  );
}
