import type { Fault } from "../../lib/validation/fault";
import { valueAt } from "../../lib/validation/check";
import type { Environment } from "./environment";

/** What belongs to one environment alone, by the path of the prop, and what would happen otherwise. */
const alone: Readonly<Record<string, string>> = {
  "cluster.name": "metrics and logs of both would look like one cluster's",
  "cluster.uid": "both would be applied to one cluster, into the same namespaces",
  "cluster.contexts": "deploy.sh would act on the cluster of the other",
  "api.host": "two clusters would answer to one name",
  "monitoring.grafana.externalUrl": "links of alerts would lead to the other's dashboards",
  "monitoring.prometheus.externalUrl": "links of alerts would lead to the other's Prometheus",
  "monitoring.alertmanager.externalUrl": "links of alerts would lead to the other's Alertmanager",
  "logging.kibana.publicUrl": "links would lead to the other's logs",
  "logging.kibana.exposure.host": "two clusters would answer to one name",
};

/** Where snapshots go: two clusters that write to one place destroy each other's repository. */
function repositoryOf({ logging }: Environment): string | undefined {
  const { snapshots } = logging.elasticsearch;
  if (snapshots.to !== "s3") return undefined;
  return [snapshots.endpoint ?? `s3 ${snapshots.region}`, snapshots.bucket, snapshots.basePath].join(" ");
}

const bucket = "logging.elasticsearch.snapshots.bucket";

/** Props that no two environments have alike, as dotted paths. */
export const ownProps: readonly string[] = [...Object.keys(alone), bucket];

function claimsOf(env: Environment) {
  const claims = Object.entries(alone).flatMap(([path, otherwise]) =>
    [valueAt(env, path.split("."))]
      .flat()
      .filter((value): value is string => typeof value === "string" && value !== "")
      .map((value) => ({ path, value, otherwise })),
  );
  const repository = repositoryOf(env);
  const otherwise = "both would write one snapshot repository, and destroy it";
  return repository === undefined ? claims : [...claims, { path: bucket, value: repository, otherwise }];
}

/** Everything that an environment shares with one before it, and must not. */
export function sharedWithOthers(environments: readonly Environment[]): Fault[] {
  const owners = new Map<string, string>();
  return environments.flatMap((env) =>
    claimsOf(env).flatMap(({ path, value, otherwise }): Fault[] => {
      // Hosts, URLs and buckets each have one owner, whichever prop names them; a context may have a cluster's name.
      const key = `${path} ${value.replace(/\/$/, "")}`;
      const owner = owners.get(key) ?? env.name;
      owners.set(key, owner);
      if (owner === env.name) return [];
      const remedy = `belongs to ${owner} too, and ${otherwise}: give each environment its own`;
      return [{ path: `${env.name}.${path}`, value, remedy }];
    }),
  );
}
