import { toolPath } from "../../../tools/tool-path";
import { trustedAuthorities, worldAuthority } from "../outside-world";
import { type Images, ownedBy } from "./image";
import { nodeRuntime, shell } from "./host-programs";
import { programPath, typescriptProgram } from "./typescript-program";

const nobody = 65534;

const dockerfile = (repository: string) => `https://github.com/${repository}/blob/master/Dockerfile`;

/** What stands in for an exporter: a listener that checks what it is given. */
const exporter = (port: number, paths: readonly string[], ...variables: string[]) => ({
  standIn: "its module is not served where the other programs' are",
  entrypoint: ["node", programPath("exporter"), String(port), paths.join(","), variables.join(",")],
  bases: [shell, nodeRuntime],
  entries: () => typescriptProgram("exporter"),
});

/** The images of Prometheus and of what belongs to it. */
export const prometheusImages: Images = {
  "quay.io/prometheus/prometheus": {
    source: dockerfile("prometheus/prometheus"),
    entrypoint: ["/bin/prometheus"],
    command: ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"],
    user: "65534",
    workingFolder: "/prometheus",
    bases: [shell],
    entries: () => [
      { path: "/usr/bin/prometheus", file: toolPath("prometheus") },
      { path: "/usr/bin/promtool", file: toolPath("promtool") },
      ...ownedBy(nobody, nobody, 0o755, "/", ["etc/prometheus", "prometheus"]),
    ],
  },
  "quay.io/prometheus/alertmanager": {
    source: dockerfile("prometheus/alertmanager"),
    entrypoint: ["/bin/alertmanager"],
    command: ["--config.file=/etc/alertmanager/alertmanager.yml", "--storage.path=/alertmanager"],
    user: "65534",
    workingFolder: "/alertmanager",
    bases: [shell],
    entries: async () => [
      { path: trustedAuthorities, text: (await worldAuthority()).cert },
      { path: "/usr/bin/alertmanager", file: toolPath("alertmanager") },
      { path: "/usr/bin/amtool", file: toolPath("amtool") },
      ...ownedBy(nobody, nobody, 0o755, "/", ["etc/alertmanager", "alertmanager"]),
    ],
  },
  "quay.io/prometheus/node-exporter": {
    source: dockerfile("prometheus/node_exporter"),
    entrypoint: ["/bin/node_exporter"],
    user: "65534",
    bases: [shell],
    entries: () => [{ path: "/usr/bin/node_exporter", file: toolPath("node-exporter") }],
  },
  "quay.io/prometheus/blackbox-exporter": {
    source: dockerfile("prometheus/blackbox_exporter"),
    ...exporter(9115, ["/-/healthy", "/metrics", "/probe"]),
    command: ["--config.file=/etc/blackbox_exporter/config.yml"],
  },
  "quay.io/prometheuscommunity/elasticsearch-exporter": {
    source: dockerfile("prometheus-community/elasticsearch_exporter"),
    ...exporter(9114, ["/healthz", "/metrics"], "ES_USERNAME", "ES_PASSWORD"),
    user: "65534",
  },
  "docker.io/trustpilot/beat-exporter": {
    source: dockerfile("trustpilot/beat-exporter"),
    ...exporter(9479, ["/metrics"]),
  },
  "docker.io/kuskoman/logstash-exporter": {
    source: dockerfile("kuskoman/logstash-exporter"),
    ...exporter(9198, ["/healthcheck", "/metrics"], "LOGSTASH_URL"),
  },
  "docker.io/grafana/grafana": {
    source: dockerfile("grafana/grafana"),
    ...exporter(3000, ["/api/health", "/metrics"]),
    user: "472",
    env: { GF_PATHS_DATA: "/var/lib/grafana", GF_PATHS_PROVISIONING: "/etc/grafana/provisioning" },
    workingFolder: "/usr/share/grafana",
    entries: () => [
      ...typescriptProgram("exporter"),
      ...ownedBy(472, 0, 0o777, "/", ["var/lib/grafana", "var/log/grafana", "etc/grafana/provisioning"]),
    ],
  },
  "registry.k8s.io/kube-state-metrics/kube-state-metrics": {
    source: dockerfile("kubernetes/kube-state-metrics"),
    entrypoint: ["/kube-state-metrics"],
    command: ["--port=8080", "--telemetry-port=8081"],
    user: "65534",
    entries: () => [{ path: "/kube-state-metrics", file: toolPath("kube-state-metrics") }],
  },
  "registry.k8s.io/prometheus-adapter/prometheus-adapter": {
    source: dockerfile("kubernetes-sigs/prometheus-adapter"),
    entrypoint: ["/adapter"],
    user: "65534",
    entries: () => [{ path: "/adapter", file: toolPath("prometheus-adapter") }],
  },
};
