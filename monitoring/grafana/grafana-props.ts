import { z } from "zod";
import { listOf, variants } from "../../lib/validation/format";
import * as formats from "../../lib/validation/formats";

const storageMode = variants("mode", 'must say its mode: "ephemeral", "volume" or "postgres"', [
  z.strictObject({
    /** Gone with the pod. */
    mode: z.literal("ephemeral"),
  }),
  z.strictObject({
    /** SQLite on a volume, for one replica. A new version stops the old pod before it starts. */
    mode: z.literal("volume"),
    ...formats.storage.shape,
    /** Size of the volume. It can grow later, where the StorageClass allows it, but never shrink. @default "5Gi" */
    size: formats.storage.shape.size.default("5Gi"),
  }),
  z.strictObject({
    /** A PostgreSQL database, which several replicas can share. Its password is the key `database-password` of `grafana-secrets`. */
    mode: z.literal("postgres"),
    /** Host of the database; it must speak TLS. */
    host: formats.dnsName,
    /** Port of the database. @default 5432 */
    port: formats.port.default(5432),
    /** Name of the database, which exists before. @default "grafana" */
    name: formats.loginName.default("grafana"),
    /** User that Grafana logs in as, and that makes its tables. @default "grafana" */
    user: formats.loginName.default("grafana"),
    /** Ranges that hold the database's addresses. */
    ranges: listOf(formats.cidr, { atLeast: 1 }),
  }),
]);

const exposure = variants("via", 'must say how: via "port-forward" or "ingress"', [
  z.strictObject({
    /** Nothing is made: `kubectl port-forward`, or an Ingress or gateway of your own that leads to `externalUrl`. */
    via: z.literal("port-forward"),
  }),
  z.strictObject({
    /** An Ingress at the host of `externalUrl`, with a certificate of the cluster's public issuer. Grafana asks for a password. */
    via: z.literal("ingress"),
    /** IngressClass of the controller. @default "nginx" */
    className: formats.objectName.default("nginx"),
  }),
]);

/** Shows dashboards over Prometheus and Alertmanager. */
export const grafanaProps = z.strictObject({
  /** Where people open Grafana; alerts link to its dashboards. */
  externalUrl: formats.siteUrl,
  /** How people reach it. @default { via: "port-forward" } */
  exposure: exposure.prefault({ via: "port-forward" }),
  /** Pods. More than one needs `postgres` storage, or each would have users and sessions of its own. @default 1 */
  replicas: formats.count(1, 100).default(1),
  /** Where users, sessions and what people saved by hand are kept. @default { mode: "ephemeral" } dashboards and datasources are provisioned */
  storage: storageMode.prefault({ mode: "ephemeral" }),
  /** CPU and memory of one pod. @default requests 250m and 512Mi, limits 1 and 1Gi */
  resources: formats.resourcesOf({ cpu: "250m", memory: "512Mi" }, { cpu: "1", memory: "1Gi" }),
});
