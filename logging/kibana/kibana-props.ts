import { z } from "zod";
import { isLogField } from "../../contracts/log-fields";
import { format, listOf, variants } from "../../lib/validation/format";
import { extraSettings } from "../settings/extra-settings";
import { kibanaRefusals } from "../settings/refused-settings";
import { luceneQuery } from "./lucene-query";
import * as formats from "../../lib/validation/formats";

/** A search that people find in Kibana by its name. */
const savedSearch = z.strictObject({
  /** Its name in Kibana's list. */
  title: formats.text,
  /** What it is for. @default "" */
  description: formats.textOrNone.default(""),
  /** A Lucene query. Every field that it names must be in the log contract. */
  query: luceneQuery,
  /** Fields that stand side by side. @default the message alone */
  columns: formats
    .listOf(
      format<string>("logField", isLogField, "is no field of the log contract: see contracts/log-fields.ts"),
    )
    .default(["message"]),
});

const exposure = variants("via", 'must say how: via "port-forward" or "ingress"', [
  z.strictObject({
    /** Through the API server: `kubectl port-forward -n logging svc/kibana 5601:5601`. */
    via: z.literal("port-forward"),
  }),
  z.strictObject({
    /** At a public address, over HTTPS. Refused where `logging.security` is `disabled`. */
    via: z.literal("ingress"),
    /** Public host name; `cluster.publicIssuer` signs its certificate. */
    host: formats.dnsName,
    /** IngressClass of the controller. @default "nginx" */
    className: formats.objectName.default("nginx"),
  }),
]);

/** Where people search. */
export const kibanaProps = z.strictObject({
  /** Pods. Their state is in Elasticsearch; a new version stops all of them before it starts. @default 1 */
  replicas: formats.count(1, 100).default(1),

  /** CPU and memory of one pod. @default requests 500m and 1Gi, limits 1 and 2Gi */
  resources: formats.resourcesOf({ cpu: "500m", memory: "1Gi" }, { cpu: "1", memory: "2Gi" }),

  /** How people reach Kibana. @default { via: "port-forward" } nothing is published */
  exposure: exposure.prefault({ via: "port-forward" }),

  /** Address that links in mails and reports begin with. @default https and the Ingress's host, or https://localhost:5601 */
  publicUrl: formats.siteUrl.optional(),

  /** A user who does nothing for this long is logged out. @default "1h" */
  sessionTimeout: formats.wholeSeconds("1m", "30d").default("1h"),

  /** Searches beside those that come with the program. @default [] */
  savedSearches: listOf(savedSearch).default([]),

  /**
   * Settings of kibana.yml beyond those of this program. What it promises is given up only with a reason:
   * `{ value: …, override: "why" }`.
   *
   * @default {}
   */
  extraSettings: extraSettings("kibana", kibanaRefusals),
});

export type KibanaProps = z.output<typeof kibanaProps>;
