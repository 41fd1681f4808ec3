import type { ElasticsearchSettings } from "../../../logging/settings/elasticsearch-settings";
import type { FilebeatSettings } from "../../../logging/settings/filebeat-settings";
import type { KibanaSettings } from "../../../logging/settings/kibana-settings";
import type { LogstashSettings, PipelineSettings } from "../../../logging/settings/logstash-settings";
import type { LogFieldName } from "../../../contracts/log-fields";
import type { InputName } from "../../../logging/logstash/stage";

/**
 * What must not compile. Each line below an expected error is one; `npm run
 * check` fails where the compiler accepts it.
 */
const refusedByTheCompiler = [
  // @ts-expect-error Elasticsearch 8 does not start with it
  (): Partial<ElasticsearchSettings> => ({ "xpack.ilm.enabled": true }),
  // @ts-expect-error repositories are made through the API
  (): Partial<ElasticsearchSettings> => ({ repositories: {} }),
  // @ts-expect-error left behind, it forms a second cluster
  (): Partial<ElasticsearchSettings> => ({ "cluster.initial_master_nodes": ["elasticsearch-0"] }),
  // @ts-expect-error a percentage and no number
  (): Partial<ElasticsearchSettings> => ({ "indices.memory.index_buffer_size": 40 }),
  // @ts-expect-error Kibana 8 does not start with it
  (): Partial<KibanaSettings> => ({ "xpack.security.sessionTimeout": 3_600_000 }),
  // @ts-expect-error Kibana follows Elasticsearch
  (): Partial<KibanaSettings> => ({ "xpack.security.enabled": true }),
  // @ts-expect-error no setting of a released Kibana
  (): Partial<KibanaSettings> => ({ "dev.disableNanoOptimizations": true }),
  // @ts-expect-error a password in the file
  (): Partial<KibanaSettings> => ({ "elasticsearch.password": "changeme" }),
  // @ts-expect-error the settings of the API begin with `api.`
  (): Partial<LogstashSettings> => ({ "http.host": "0.0.0.0" }),
  // @ts-expect-error no such kind of queue
  (): Partial<PipelineSettings> => ({ "queue.type": "disk" }),
  // @ts-expect-error Logstash has no such input
  (): InputName => "kubernetes",
  // @ts-expect-error the log input is gone
  (): Pick<FilebeatSettings, "filebeat.inputs"> => ({ "filebeat.inputs": [{ type: "log" }] }),
  // @ts-expect-error a search in a field that no document has
  (): LogFieldName => "http.response.status_code",
];

test("what a program refuses to start with does not compile", () => {
  expect(refusedByTheCompiler).toHaveLength(13);
});
