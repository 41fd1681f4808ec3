import {
  elasticsearchFatal,
  fatalSettings,
  kibanaFatal,
  logstashFatal,
} from "../../../logging/settings/fatal-settings";
import { parse } from "yaml";
import { kibanaYml } from "../../../logging/kibana/kibana-yml";
import type { Logging } from "../../../logging/logging-props";
import { settingsFiles } from "../../../logging/logstash/logstash-files";
import { everyExample } from "../../support/every-example";
import { errorsOf } from "../../support/environments";

/** Every setting that has kept somebody's node from starting, as free-form settings would bring it in. */
const fatal = {
  elasticsearch: [
    "xpack.ilm.enabled",
    "xpack.monitoring.enabled",
    "xpack.slm.enabled",
    "xpack.sql.enabled",
    "xpack.rollup.enabled",
    "xpack.transform.enabled",
    "xpack.enrich.enabled",
    "repositories",
    "repositories.backup.type",
    "discovery.zen.minimum_master_nodes",
    "node.master",
    "node.data",
    "node.ingest",
    "node.ml",
    "transport.tcp.port",
    "bootstrap.system_call_filter",
    "node.max_local_storage_nodes",
    "processors",
    "gateway.recover_after_nodes",
    "index.number_of_shards",
    "cluster.initial_master_nodes",
    "xpack.security.enabled",
    "discovery.type",
  ],
  kibana: [
    "xpack.security.sessionTimeout",
    "xpack.security.enabled",
    "xpack.ml.enabled",
    "dev.disableNanoOptimizations",
    "logging.dest",
    "kibana.index",
    "elasticsearch.preserveHost",
    "xpack.maps.enabled",
  ],
  logstash: ["http.host", "http.port", "modules", "path.config", "queue.type", "xpack.monitoring.enabled"],
} as const;

const tables = { elasticsearch: elasticsearchFatal, kibana: kibanaFatal, logstash: logstashFatal };

const cases = Object.entries(fatal).flatMap(([program, settings]) =>
  settings.map((setting) => [program as keyof typeof fatal, setting] as const),
);

test.each(cases)("%s refuses %s at synth, and says what to do instead", (program, setting) => {
  const [error = "", ...more] = errorsOf({ [`logging.${program}.extraSettings`]: { [setting]: true } });
  expect(more).toEqual([]);
  expect(error).toContain(`staging.logging.${program}.extraSettings`);
  expect(error).toContain(`${setting}: `);
  expect(error.length).toBeGreaterThan(error.indexOf(`${setting}: `) + setting.length + 10);
});

test.each([
  ["elasticsearch", "indices.breaker.total.limit"],
  ["elasticsearch", "xpack.ml.max_open_jobs"],
  ["kibana", "map.includeElasticMapsService"],
  ["logstash", "pipeline.batch.size"],
] as const)("%s takes %s, which is no fatal setting", (program, setting) => {
  expect(fatalSettings({ [setting]: 1 }, tables[program])).toEqual([]);
  expect(errorsOf({ [`logging.${program}.extraSettings`]: { [setting]: 1 } })).toEqual([]);
});

test.each([
  ["kibana", (logging: Logging) => kibanaYml(logging)],
  ["logstash", ({ logstash }: Logging) => settingsFiles(logstash, [])["logstash.yml"] ?? ""],
] as const)("%s is given no setting that it refuses", (program, file) => {
  for (const { environment } of everyExample) {
    const written = parse(file(environment.logging)) as Record<string, unknown>;
    expect(Object.keys(written).length).toBeGreaterThan(5);
    const refused = fatalSettings(written, tables[program]);
    // What only this program may set is in the tables too, so that an environment does not.
    expect(refused.filter(({ instead }) => !/set by this program|its exporter/.test(instead))).toEqual([]);
  }
});
