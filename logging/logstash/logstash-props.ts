import { z } from "zod";
import { extraSettings } from "../settings/extra-settings";
import { logstashRefusals } from "../settings/refused-settings";
import { listOf, section, variants } from "../../lib/validation/format";
import * as formats from "../../lib/validation/formats";

const mail = variants("send", 'must say when: send "never" or "on-error"', [
  z.strictObject({
    /** Errors are found by search and by alerts alone. */
    send: z.literal("never"),
  }),
  z.strictObject({
    /** One mail for each endpoint and period, from each Logstash pod. The password comes from the Secret `logstash-mail`. */
    send: z.literal("on-error"),
    /** Everybody who gets each mail. */
    to: listOf(formats.emailAddress, { atLeast: 1 }),
    /** Sender, as the relay takes it. */
    from: formats.emailAddress,
    /** The mail relay. A mail that it refuses is lost, and named in the pod's log. */
    smtp: z.strictObject({
      /**
       * Host of the relay, on the internet: the NetworkPolicy opens no private range for it. Logstash checks no certificate of a
       * relay, so whoever can pose as this host gets the password: let the account do nothing but send these mails.
       */
      host: formats.dnsName,
      /** Port of the relay. It must offer STARTTLS there: where it does not, the password goes over in the clear. @default 587 */
      port: formats.port.default(587),
      /** Name to log in with. */
      user: formats.loginName,
    }),
    /** At most one mail for each endpoint in this time. @default "15m" */
    atMostEvery: formats.wholeSeconds("1m", "7d").default("15m"),
  }),
]);

/** Turns lines into documents, and keeps them on disk until Elasticsearch has them. */
export const logstashProps = z.strictObject({
  /** Pods. Filebeat spreads its load over all of them. */
  replicas: formats.count(1, 100),

  /** CPU and memory of one pod. Half of the memory becomes heap. @default requests 500m, limit 1 CPU, 2Gi */
  resources: formats.resourcesOf({ cpu: "500m", memory: "2Gi" }, { cpu: "1", memory: "2Gi" }),

  /** Volume of one pod, for its queues. It must hold both of them and some room. @default 8Gi */
  storage: formats.storage.default({ size: "8Gi" }),

  /** Lines that wait on disk while Elasticsearch is away. Beyond that Filebeat waits. @default "4Gi" */
  queue: formats.volumeSize.default("4Gi"),

  /** Documents that Elasticsearch refused, until the dead-letter pipeline has stored them. */
  deadLetters: section({
    /** Disk that they may take on each pod's volume; beyond it the oldest go. @default "1Gi" */
    size: formats.volumeSize.default("1Gi"),
    /** Older ones go, stored or not. @default "7d" */
    keep: formats.duration("1h", "365d").default("7d"),
  }),

  /** Prints every event to the pod's own log. For looking for a fault, never for long. @default false */
  debugOutput: formats.flag.default(false),

  /** Files on the pod's volume, below `/usr/share/logstash/data/import`, that are read besides what Filebeat ships. @default [] */
  files: listOf(formats.filesBelow("/usr/share/logstash/data/import")).default([]),

  /** Mails about lines of severity ERROR. @default { send: "never" } */
  mail: mail.prefault({ send: "never" }),

  /**
   * Settings of logstash.yml beyond those of this program. What it promises is given up only with a reason:
   * `{ value: …, override: "why" }`.
   *
   * @default {}
   */
  extraSettings: extraSettings("logstash", logstashRefusals),
});

export type LogstashProps = z.output<typeof logstashProps>;
