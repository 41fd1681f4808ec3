import { z } from "zod";
import { count, duration, oneOf, resourcesOf, section, siteUrl, storage } from "../../lib/validation/formats";

/** How long a route waits: before the first notification of a group, and before it says the same again. */
const route = (wait: `${number}s` | `${number}m`, repeat: `${number}h`) =>
  section({
    /** Time in which further alerts join the first notification. */
    groupWait: duration("0s", "1h").default(wait),
    /** Time after which a lasting alert is told again: a multiple of the group interval. */
    repeatInterval: duration("1m", "30d").default(repeat),
  });

/** Groups alerts, keeps silences, and tells people. */
export const alertmanagerProps = z.strictObject({
  /** Members of the cluster. They agree on who notifies; a single one tells nobody anything while it restarts. @default 3 */
  replicas: count(1, 100).default(3),
  /** Volume of each member, for silences and the log of notifications. @default 1Gi */
  storage: storage.default({ size: "1Gi" }),
  /** CPU and memory of each member. @default requests 50m and 64Mi, limits 200m and 256Mi */
  resources: resourcesOf({ cpu: "50m", memory: "64Mi" }, { cpu: "200m", memory: "256Mi" }),
  /** Members on different nodes: where possible, or always. @default "required" */
  spread: oneOf("preferred", "required").default("required"),
  /** Time between two notifications of one group. @default "5m" */
  groupInterval: duration("10s", "1d").default("5m"),
  /** Notifications and resolved alerts are remembered for this long. Longer than every repeat interval. @default "120h" */
  retention: duration("1h", "365d").default("120h"),
  /** Alerts of no other route: told by e-mail. @default 30s, 4h */
  fallback: route("30s", "4h"),
  /** Alerts that page: told by PagerDuty, Slack and e-mail. @default 0s, 1h */
  critical: route("0s", "1h"),
  /** Alerts that page nobody: told by Slack and e-mail. @default 1m, 12h */
  warning: route("1m", "12h"),
  /** Alerts that only inform: told by Slack. @default 10m, 24h */
  info: route("10m", "24h"),
  /** Where a person opens Alertmanager; notifications link to it. @default nowhere: they link to Grafana and the runbook alone */
  externalUrl: siteUrl.optional(),
});
