import { namespaces } from "../contracts/components";
import { jobs } from "../contracts/jobs";
import type { Cluster } from "../lib/kubernetes/cluster-props";
import { seconds } from "../lib/validation/quantity";
import type { Monitoring } from "./monitoring-props";
import type { Check } from "../lib/validation/check";
import { allAlerts } from "./rules/rule-file";

interface MonitoringEnvironment {
  readonly cluster: Cluster;
  readonly monitoring: Monitoring;
}

const routes = ["fallback", "critical", "warning", "info"] as const;
const repeatChecks: Check<MonitoringEnvironment>[] = routes.flatMap((name) => [
  {
    path: `monitoring.alertmanager.${name}.repeatInterval`,
    reads: ["monitoring.alertmanager.groupInterval"],
    holds: ({ monitoring: { alertmanager } }) =>
      seconds(alertmanager[name].repeatInterval) % seconds(alertmanager.groupInterval) === 0,
    remedy: ({ monitoring: { alertmanager } }) =>
      `is no multiple of groupInterval (${alertmanager.groupInterval}): groups are looked at only that often, so alerts would repeat later than it says`,
  },
  {
    path: `monitoring.alertmanager.${name}.repeatInterval`,
    reads: ["monitoring.alertmanager.retention"],
    holds: ({ monitoring: { alertmanager } }) =>
      seconds(alertmanager[name].repeatInterval) < seconds(alertmanager.retention),
    remedy: ({ monitoring: { alertmanager } }) =>
      `is not below retention (${alertmanager.retention}): Alertmanager would have forgotten the last notification. Lower it, or raise monitoring.alertmanager.retention`,
  },
]);

const enoughNodes = (name: "prometheus" | "alertmanager"): Check<MonitoringEnvironment> => ({
  path: `monitoring.${name}.replicas`,
  reads: [`monitoring.${name}.spread`, "cluster.nodes"],
  holds: ({ cluster, monitoring }) =>
    monitoring[name].spread === "preferred" || monitoring[name].replicas <= cluster.nodes,
  remedy: ({ cluster }) =>
    `need a node each, but the cluster has ${String(cluster.nodes)}: lower it, or set monitoring.${name}.spread to "preferred"`,
});

const ourNamespaces: readonly string[] = Object.values(namespaces);
const ourAlerts = () => allAlerts().flatMap(({ rules }) => rules.map(({ alert }) => alert));

/** Names in a list that something has already: another of the list, or what this program makes. */
function taken(named: readonly { readonly name: string }[], ours: () => readonly string[]): string[] {
  const names = named.map(({ name }) => name);
  return names.filter((name, i) => ours().includes(name) || names.indexOf(name) !== i);
}

const unique = (
  path: string,
  namedIn: (env: MonitoringEnvironment) => readonly { readonly name: string }[],
  ours: () => readonly string[] = () => [],
): Check<MonitoringEnvironment> => ({
  path,
  holds: (env) => taken(namedIn(env), ours).length === 0,
  remedy: (env) =>
    `has a name that is taken already: ${taken(namedIn(env), ours).join(", ")}. Choose another`,
});

export const monitoringChecks: readonly Check<MonitoringEnvironment>[] = [
  ...repeatChecks,
  enoughNodes("prometheus"),
  enoughNodes("alertmanager"),
  unique("monitoring.alerts", ({ monitoring }) => monitoring.alerts, ourAlerts),
  unique("monitoring.notifications.receivers", ({ monitoring }) => monitoring.notifications.receivers),
  unique(
    "monitoring.prometheus.scrapeJobs",
    ({ monitoring }) => monitoring.prometheus.scrapeJobs,
    () => Object.values(jobs),
  ),
  {
    path: "monitoring.prometheus.scrapeJobs",
    holds: ({ monitoring }) =>
      monitoring.prometheus.scrapeJobs.every(
        ({ targets }) => targets.by !== "pods" || !ourNamespaces.includes(targets.namespace),
      ),
    remedy: () =>
      "asks for pods of a namespace that this program fills: annotate them with prometheus.io/scrape, and they are scraped",
  },
  {
    path: "cluster.publicIssuerTrusted",
    reads: ["cluster.publicIssuer"],
    holds: ({ cluster }) =>
      !cluster.publicIssuerTrusted || !/staging|self-?signed|test/.test(cluster.publicIssuer),
    remedy: ({ cluster }) =>
      `means that everybody trusts what ${cluster.publicIssuer} signs: if nobody does, every probe of the public URL fails, and pages. Set it to false`,
    level: "warning",
  },
  {
    path: "cluster.apiServer.aggregation.via",
    reads: ["cluster.networkPlugin.name", "monitoring.customMetrics.provider"],
    holds: ({ cluster, monitoring }) =>
      monitoring.customMetrics.provider !== "prometheus-adapter" ||
      cluster.networkPlugin.name !== "gke-dataplane-v2" ||
      cluster.apiServer.aggregation.via !== "api-server",
    remedy: () =>
      'does not hold on GKE, which sends calls of custom metrics through agents: the autoscaler would get no answer. Set cluster.apiServer.aggregation to { via: "pods" }',
  },
  {
    path: "monitoring.alertmanager.replicas",
    holds: ({ monitoring }) => monitoring.alertmanager.replicas > 1,
    remedy: () => "is a single member: while it restarts, nobody is told of anything",
    level: "warning",
  },
  {
    path: "monitoring.grafana.externalUrl",
    reads: ["monitoring.grafana.exposure.via"],
    holds: ({ monitoring: { grafana } }) =>
      grafana.exposure.via !== "ingress" || /^https:\/\/[^/:]+\/?$/.test(grafana.externalUrl),
    remedy: () =>
      "is not what monitoring.grafana.exposure publishes, which is https on a host of its own, without a port or a path",
  },
  {
    path: "monitoring.grafana.replicas",
    reads: ["monitoring.grafana.storage.mode"],
    holds: ({ monitoring: { grafana } }) => grafana.replicas === 1 || grafana.storage.mode === "postgres",
    remedy: () =>
      'would each have users and sessions of their own: use 1, or set monitoring.grafana.storage to { mode: "postgres", … }',
  },
];
