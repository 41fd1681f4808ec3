import { z } from "zod";
import { quartzSchedule } from "../../lib/validation/quartz";
import { extraSettings } from "../settings/extra-settings";
import { elasticsearchRefusals } from "../settings/refused-settings";
import { listOf, variants } from "../../lib/validation/format";
import * as formats from "../../lib/validation/formats";

const policy = {
  /**
   * One cluster alone may write to a repository. `read-only` is for every other: it can restore, and takes no snapshot.
   *
   * @default "read-write"
   */
  access: formats.oneOf("read-write", "read-only").default("read-write"),
  /** When one is made, in UTC: six fields, seconds first, as Elasticsearch reads them. @default "0 30 1 * * ?" every night at 01:30 UTC */
  schedule: quartzSchedule.default("0 30 1 * * ?"),
  /** Snapshots older than this are deleted, but for the last five. @default "30d" */
  keep: formats.duration("1d", "3650d").default("30d"),
};

const snapshots = variants("to", 'must say where: to "nowhere", "s3" or "volume"', [
  z.strictObject({
    /** A lost volume is a lost log. */
    to: z.literal("nowhere"),
  }),
  z.strictObject({
    /** A bucket of S3 or of what speaks its protocol. The keys come from the Secret `elasticsearch-s3`. */
    to: z.literal("s3"),
    /** Name of the bucket, which exists before. */
    bucket: formats.bucketName,
    /** Region that requests are signed for. @default "us-east-1" */
    region: formats.regionName.default("us-east-1"),
    /** For stores other than AWS. @default AWS's own for the region */
    endpoint: formats.siteUrl.optional(),
    /** Address ranges of a store inside of your network: without them Elasticsearch reaches the internet alone. @default [] */
    ranges: listOf(formats.cidr).default([]),
    /** Folder inside the bucket. @default "elasticsearch" */
    basePath: formats.bucketPath.default("elasticsearch"),
    ...policy,
  }),
  z.strictObject({
    /** A volume that every node mounts: an existing ReadWriteMany claim. User 1000 writes into it: a file server's export has to let it. */
    to: z.literal("volume"),
    /** Name of the PersistentVolumeClaim, in namespace `logging`. */
    claim: formats.resourceName,
    ...policy,
  }),
]);

/** Where documents live: nodes, volumes, snapshots and settings of Elasticsearch. */
export const elasticsearchProps = z.strictObject({
  /** Nodes, each master-eligible with data. One, or three and more: two have no quorum. */
  nodes: formats.count(1, 1000),

  /** CPU and memory of one node. Half of the memory becomes heap, so request and limit are the same. @default 1 to 2 CPUs, 4Gi */
  resources: formats.resourcesOf({ cpu: "1", memory: "4Gi" }, { cpu: "2", memory: "4Gi" }),

  /** Volume of one node. It is kept when the StatefulSet goes. */
  storage: formats.storage,

  /**
   * How index files are read. `host-tuned` maps them into memory and needs `vm.max_map_count` of 262144 on every node;
   * `no-mmap` needs nothing and reads a little slower. Nothing here changes the host.
   *
   * @default "no-mmap"
   */
  memoryMapping: formats.oneOf("host-tuned", "no-mmap").default("no-mmap"),

  /** Where snapshots go, which a lost log is restored from. It has no default: that there are none has to be said. */
  snapshots,

  /** A node may take this long to hand over before it is killed. @default "180s" */
  gracePeriod: formats.wholeSeconds("90s", "1h").default("180s"),

  /**
   * Settings of elasticsearch.yml beyond those of this program. What it promises is given up only with a reason:
   * `{ value: …, override: "why" }`.
   *
   * @default {}
   */
  extraSettings: extraSettings("elasticsearch", elasticsearchRefusals),
});
