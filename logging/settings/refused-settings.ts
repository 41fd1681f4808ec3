/** Expressions for names of settings, by what is wrong with them and what to do instead. The first that matches is told. */
export type Refused = Readonly<Record<string, RegExp>>;

/** What a program's free-form settings may not say. */
export interface Refusals {
  /** The program would not start, would pass them over, or anybody could read a secret. */
  readonly always: Refused;
  /** The program would run, and keep less than this repository promises. */
  readonly unlessOverridden: Refused;
}

const gone = "was removed, and keeps the program from starting: leave it out";

/** Of a setting whose value is shown to nobody, in an error's text neither. */
export const secretRemedy =
  "would be a secret that everybody reads in Git and in a ConfigMap: put it into a Secret";

const secret: Refused = {
  [secretRemedy]:
    /(password|passphrase|secret|secure_\w+|(encryption|decryptiononly|access|secret|api|client\.\w+\.)_?keys?|token|credentials?\w*|cloud\.auth)(\.\d+)?$|\.secrets\./i,
};

const encryption: Refused = {
  "changes what is encrypted and whom the program trusts: set logging.security":
    /(^|\.)ssl(\.|$)|verification_?mode$|rejectUnauthorized/i,
};

/** Every one of the first list has brought somebody's cluster down. */
export const elasticsearchRefusals: Refusals = {
  always: {
    "keeps Elasticsearch from starting: the feature is always on, so leave the setting out":
      /^xpack\.(ilm|slm|monitoring|sql|rollup|transform|enrich|vectors|flattened|data_frame)\.enabled$/,
    "keeps Elasticsearch from starting: set logging.elasticsearch.snapshots": /^repositories(\.|$)/,
    [gone]: /^(discovery\.zen|transport\.tcp)\./,
    [`${gone}, every node has every role`]:
      /^node\.(master|data|ingest|ml|transform|voting_only|remote_cluster_client)$/,
    [`${gone}, one node has one data folder`]: /^node\.max_local_storage_nodes$/,
    [`${gone}, the filter is always on`]: /^bootstrap\.system_call_filter$/,
    [`${gone}, or use node.processors`]: /^processors$/,
    [`${gone}, or use gateway.recover_after_data_nodes`]: /^gateway\.recover_after_(nodes|master_nodes)$/,
    "keeps Elasticsearch from starting: put it into an index template": /^index\./,
    "lets a second cluster form where it is left behind after the first start: the start script sets it while none has formed":
      /^cluster\.initial_master_nodes/,
    ...secret,
  },
  unlessOverridden: {
    "lets in whoever has no password: give each person a user": /^xpack\.security\.authc\.anonymous(\.|$)/,
    "decides who may do what: set logging.security": /^xpack\.security\.(?!audit\.)/,
    ...encryption,
    "decides which nodes are one cluster and where copies go: set logging.elasticsearch and cluster.zones":
      /^(discovery|cluster\.(name|remote|routing\.allocation\.awareness))(\.|$)/,
    "is told by what runs the node: set logging.elasticsearch.memoryMapping and cluster.zones":
      /^node\.(name|roles|attr\.zone|store\.allow_mmap)(\.|$)/,
    "leads out of the pod's volumes: what is written elsewhere is lost": /^path\./,
    "decides who reaches the node, which its Services and NetworkPolicies are made for: leave it out":
      /^(network|readiness|remote_cluster\w*|(http|transport)\.(\w*host|\w*port|cors|profiles))(\.|$)/,
    "decides where snapshots go, and how: set logging.elasticsearch.snapshots":
      /^s3\.client\.\w+\.(endpoint|region|protocol|proxy)/,
    "keeps a wildcard from deleting every index: leave it out": /^action\.destructive_requires_name$/,
  },
};

export const kibanaRefusals: Refusals = {
  always: {
    [`${gone}, or set logging.kibana.sessionTimeout`]: /^xpack\.security\.sessionTimeout$/,
    [`${gone}, or set logging.security`]: /^xpack\.security\.enabled$/,
    "keeps Kibana from starting: plugins can't be switched off, so leave it out and hide them by feature privileges":
      /^xpack\.(ml|spaces|graph|canvas|maps|apm|infra|uptime|reporting\.capture\.browser|grokdebugger|searchprofiler|watcher|monitoring|rollup|index_management|ilm|cloud)\.enabled$/,
    "keeps Kibana from starting: leave it out of a released Kibana": /^dev\./,
    [gone]:
      /^(optimize|elasticsearch\.(preserveHost|startupTimeout|tribe)|kibana\.(index|enabled|defaultAppId|autocompleteTerminateAfter)|xpack\.kibana|monitoring\.(cluster_alerts\.email_notifications\.enabled|enabled)$)/,
    [`${gone}, logs are written by appenders`]:
      /^logging\.(dest|quiet|silent|verbose|json|events|filter|rotate|timezone|useUTC)/,
    ...secret,
  },
  unlessOverridden: {
    "lets in whoever has no password: give each person a user":
      /^status\.allowAnonymous$|^xpack\.security\.authc\.(providers|selector).*anonymous/,
    "decides who gets in, and for how long: set logging.security and logging.kibana.sessionTimeout":
      /^xpack\.security\.(?!audit\.|login(Help|AssistanceMessage)$)/,
    ...encryption,
    "decides who talks to whom, which Services and NetworkPolicies are made for: set logging.kibana":
      /^elasticsearch\.(?!\w+(Timeout|Sockets)$)|^server\.(\w*[hH]ost|port|basePath|publicBaseUrl|rewriteBasePath)(\.|$)/,
    "opens people's browsers, or Kibana's own, to other sites: leave it out":
      /^(csp|server\.(cors|xsrf|securityResponseHeaders|customResponseHeaders)|xpack\.screenshotting\.browser)(\.|$)/,
    "leads out of the pod's volumes, which it can't write to: leave it out": /^path\./,
    "sends data about the cluster to Elastic: leave it out": /^telemetry\./,
  },
};

export const logstashRefusals: Refusals = {
  always: {
    [`${gone}, the API's settings begin with api.`]: /^http\.(host|port|enabled|environment)$/,
    "needs a connection of its own, which this program does not make: leave it out": /^(modules|cloud\.id)/,
    "is set by this program: leave it out":
      /^(config\.(string|test_and_exit)|node\.name|(queue|dead_letter_queue)\.|path\.)/,
    "would take the pipelines from Kibana and none of this program's: leave it out": /^xpack\.management/,
    ...secret,
  },
  unlessOverridden: {
    ...encryption,
    "decides who reaches Logstash's API, which probes and the exporter ask: leave it out":
      /^api\.(enabled|http|auth)(\.|$)/,
    "prints the pipelines' passwords into the log: leave it out": /^config\.debug$/,
    "opens a connection of its own: Logstash is watched by its exporter, so leave it out":
      /^xpack\.monitoring/,
    "lets Logstash run as root: leave it out": /^allow_superuser$/,
  },
};
