/** A setting that keeps a program of the stack from starting, and what to do instead. */
export interface FatalSetting {
  /** Matches the setting's name. */
  readonly setting: RegExp;
  readonly instead: string;
}

const gone = "it was removed";

/**
 * Settings that Elasticsearch 8 refuses to start with, or that would undo what
 * the constructs guarantee. Every one has brought somebody's cluster down.
 */
export const elasticsearchFatal: readonly FatalSetting[] = [
  {
    setting:
      /^xpack\.(ilm|slm|monitoring|sql|rollup|transform|enrich|vectors|flattened|data_frame)\.enabled$/,
    instead: "the feature is always on: leave the setting out",
  },
  {
    setting: /^repositories(\.|$)/,
    instead: "repositories are made through the API: set logging.elasticsearch.snapshots",
  },
  { setting: /^discovery\.zen\./, instead: `${gone}: discovery is set by this program` },
  {
    setting: /^node\.(master|data|ingest|ml|transform|voting_only|remote_cluster_client)$/,
    instead: `${gone}: use node.roles`,
  },
  { setting: /^node\.max_local_storage_nodes$/, instead: `${gone}: one node has one data folder` },
  { setting: /^transport\.tcp\./, instead: `${gone}: the port is transport.port, and set by this program` },
  { setting: /^bootstrap\.system_call_filter$/, instead: `${gone}: the filter is always on` },
  { setting: /^processors$/, instead: `${gone}: use node.processors` },
  {
    setting: /^gateway\.recover_after_(nodes|master_nodes)$/,
    instead: `${gone}: use gateway.recover_after_data_nodes`,
  },
  {
    setting: /^index\./,
    instead: "index settings belong into an index template, not into elasticsearch.yml",
  },
  {
    setting: /^cluster\.initial_master_nodes$/,
    instead:
      "left behind after the first start it lets a second cluster form: the start script sets it while none has formed",
  },
  {
    setting: /^xpack\.security\.(enabled|http\.ssl|transport\.ssl)/,
    instead: "set logging.security",
  },
  {
    setting:
      /^(cluster\.name|node\.name|path\.|network\.|http\.port|transport\.port|readiness\.port|discovery\.)/,
    instead: "it is set by this program",
  },
];

/** Settings that Kibana 8 refuses to start with, or that this program sets. */
export const kibanaFatal: readonly FatalSetting[] = [
  {
    setting: /^xpack\.security\.sessionTimeout$/,
    instead: "it is now xpack.security.session.idleTimeout: set logging.kibana.sessionTimeout",
  },
  { setting: /^xpack\.security\.enabled$/, instead: "Kibana follows Elasticsearch: set logging.security" },
  {
    setting:
      /^xpack\.(ml|spaces|graph|canvas|maps|apm|infra|uptime|reporting\.capture\.browser|grokdebugger|searchprofiler|watcher|monitoring|rollup|index_management|ilm|cloud)\.enabled$/,
    instead: "plugins can't be switched off any more: hide them by feature privileges",
  },
  { setting: /^dev\./, instead: "it is no setting of a released Kibana" },
  {
    setting:
      /^(optimize|elasticsearch\.(preserveHost|startupTimeout|tribe)|kibana\.(index|enabled|defaultAppId|autocompleteTerminateAfter)|xpack\.kibana)/,
    instead: gone,
  },
  {
    setting: /^logging\.(dest|quiet|silent|verbose|json|events|filter|rotate|timezone|useUTC)/,
    instead: "logs are written by appenders, which this program sets",
  },
  { setting: /^monitoring\.(cluster_alerts\.email_notifications\.enabled|enabled)$/, instead: gone },
  {
    setting:
      /^(server\.(host|port|publicBaseUrl|ssl)|elasticsearch\.|xpack\.(security|encryptedSavedObjects|reporting)\.encryptionKey$|telemetry\.)/,
    instead: "it is set by this program",
  },
];

/** Settings that Logstash 8 refuses to start with, or that this program sets. */
export const logstashFatal: readonly FatalSetting[] = [
  {
    setting: /^(http\.(host|port|enabled|environment))$/,
    instead: "it is deprecated: the API's settings begin with api.",
  },
  {
    setting: /^(modules|cloud\.(id|auth))/,
    instead: "modules need a connection of their own, which this program does not make",
  },
  {
    setting:
      /^(path\.(config|data|queue|dead_letter_queue|logs|settings)|config\.(string|test_and_exit)|node\.name|queue\.|dead_letter_queue\.|api\.http\.)/,
    instead: "it is set by this program",
  },
  {
    setting: /^xpack\.(monitoring\.(enabled|elasticsearch)|management)/,
    instead: "Logstash is watched by its exporter",
  },
];

/** What is wrong with free-form settings: one line a setting. */
export function fatalSettings(
  settings: Readonly<Record<string, unknown>>,
  fatal: readonly FatalSetting[],
): { readonly setting: string; readonly instead: string }[] {
  return Object.keys(settings).flatMap((setting) => {
    const found = fatal.find((candidate) => candidate.setting.test(setting));
    return found ? [{ setting, instead: found.instead }] : [];
  });
}
