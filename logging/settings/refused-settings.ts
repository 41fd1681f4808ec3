/** Settings that an environment may not give to a program of the stack. */
interface RefusedSetting {
  /** Matches the setting's name. */
  readonly setting: RegExp;
  /** What is wrong with it, and what to do instead. */
  readonly remedy: string;
  /** Whether its value is shown to nobody, in an error's text neither. @default false */
  readonly isSecret?: boolean;
}

/** What a program's free-form settings may not say. The first that matches is told. */
export interface Refusals {
  /** The program would not start, would pass them over, or anybody could read a secret. */
  readonly always: readonly RefusedSetting[];
  /** The program would run, and keep less than this repository promises. */
  readonly unlessOverridden: readonly RefusedSetting[];
}

const gone = "was removed, and keeps the program from starting: leave it out";

const ours = "is set by this program: leave it out";

const secret: RefusedSetting = {
  setting:
    /(password|passphrase|secret|secure_\w+|(encryption|decryptiononly|access|secret|api|client\.\w+\.)_?keys?|token|credentials?\w*|cloud\.auth)(\.\d+)?$|\.secrets\./i,
  remedy: "would be a secret that everybody reads in Git and in a ConfigMap: put it into a Secret",
  isSecret: true,
};

const encryption: RefusedSetting = {
  setting: /(^|\.)ssl(\.|$)|verification_?mode$|rejectUnauthorized/i,
  remedy: "changes what is encrypted and whom the program trusts: set logging.security",
};

/** Every one of the first list has brought somebody's cluster down. */
export const elasticsearchRefusals: Refusals = {
  always: [
    {
      setting:
        /^xpack\.(ilm|slm|monitoring|sql|rollup|transform|enrich|vectors|flattened|data_frame)\.enabled$/,
      remedy: "keeps Elasticsearch from starting: the feature is always on, so leave the setting out",
    },
    {
      setting: /^repositories(\.|$)/,
      remedy: "keeps Elasticsearch from starting: set logging.elasticsearch.snapshots",
    },
    { setting: /^discovery\.zen\./, remedy: gone },
    {
      setting: /^node\.(master|data|ingest|ml|transform|voting_only|remote_cluster_client)$/,
      remedy: `${gone}, every node has every role`,
    },
    { setting: /^node\.max_local_storage_nodes$/, remedy: `${gone}, one node has one data folder` },
    { setting: /^transport\.tcp\./, remedy: gone },
    { setting: /^bootstrap\.system_call_filter$/, remedy: `${gone}, the filter is always on` },
    { setting: /^processors$/, remedy: `${gone}, or use node.processors` },
    {
      setting: /^gateway\.recover_after_(nodes|master_nodes)$/,
      remedy: `${gone}, or use gateway.recover_after_data_nodes`,
    },
    { setting: /^index\./, remedy: "keeps Elasticsearch from starting: put it into an index template" },
    {
      setting: /^cluster\.initial_master_nodes/,
      remedy:
        "lets a second cluster form where it is left behind after the first start: the start script sets it while none has formed",
    },
    secret,
  ],
  unlessOverridden: [
    {
      setting: /^xpack\.security\.authc\.anonymous(\.|$)/,
      remedy: "lets in whoever has no password: give each person a user",
    },
    {
      setting: /^xpack\.security\.(?!audit\.)/,
      remedy: "decides who may do what: set logging.security",
    },
    encryption,
    {
      setting: /^(discovery|cluster\.(name|remote|routing\.allocation\.awareness))(\.|$)/,
      remedy:
        "decides which nodes are one cluster and where copies go: set logging.elasticsearch and cluster.zones",
    },
    {
      setting: /^node\.(name|roles|attr\.zone|store\.allow_mmap)(\.|$)/,
      remedy: "is told by what runs the node: set logging.elasticsearch.memoryMapping and cluster.zones",
    },
    { setting: /^path\./, remedy: "leads out of the pod's volumes: what is written elsewhere is lost" },
    {
      setting:
        /^(network|readiness|remote_cluster\w*|(http|transport)\.(\w*host|\w*port|cors|profiles))(\.|$)/,
      remedy:
        "decides who reaches the node, which its Services and NetworkPolicies are made for: leave it out",
    },
    {
      setting: /^s3\.client\.\w+\.(endpoint|region|protocol|proxy)/,
      remedy: "decides where snapshots go, and how: set logging.elasticsearch.snapshots",
    },
    {
      setting: /^action\.destructive_requires_name$/,
      remedy: "keeps a wildcard from deleting every index: leave it out",
    },
  ],
};

export const kibanaRefusals: Refusals = {
  always: [
    { setting: /^xpack\.security\.sessionTimeout$/, remedy: `${gone}, or set logging.kibana.sessionTimeout` },
    { setting: /^xpack\.security\.enabled$/, remedy: `${gone}, or set logging.security` },
    {
      setting:
        /^xpack\.(ml|spaces|graph|canvas|maps|apm|infra|uptime|reporting\.capture\.browser|grokdebugger|searchprofiler|watcher|monitoring|rollup|index_management|ilm|cloud)\.enabled$/,
      remedy:
        "keeps Kibana from starting: plugins can't be switched off, so leave it out and hide them by feature privileges",
    },
    { setting: /^dev\./, remedy: "keeps Kibana from starting: leave it out of a released Kibana" },
    {
      setting:
        /^(optimize|elasticsearch\.(preserveHost|startupTimeout|tribe)|kibana\.(index|enabled|defaultAppId|autocompleteTerminateAfter)|xpack\.kibana)/,
      remedy: gone,
    },
    {
      setting: /^logging\.(dest|quiet|silent|verbose|json|events|filter|rotate|timezone|useUTC)/,
      remedy: `${gone}, logs are written by appenders`,
    },
    { setting: /^monitoring\.(cluster_alerts\.email_notifications\.enabled|enabled)$/, remedy: gone },
    secret,
  ],
  unlessOverridden: [
    {
      setting: /^status\.allowAnonymous$|^xpack\.security\.authc\.(providers|selector).*anonymous/,
      remedy: "lets in whoever has no password: give each person a user",
    },
    {
      setting: /^xpack\.security\.(?!audit\.|login(Help|AssistanceMessage)$)/,
      remedy: "decides who gets in, and for how long: set logging.security and logging.kibana.sessionTimeout",
    },
    encryption,
    {
      setting:
        /^elasticsearch\.(?!\w+(Timeout|Sockets)$)|^server\.(\w*[hH]ost|port|basePath|publicBaseUrl|rewriteBasePath)(\.|$)/,
      remedy:
        "decides who talks to whom, which Services and NetworkPolicies are made for: set logging.kibana",
    },
    {
      setting:
        /^(csp|server\.(cors|xsrf|securityResponseHeaders|customResponseHeaders)|xpack\.screenshotting\.browser)(\.|$)/,
      remedy: "opens people's browsers, or Kibana's own, to other sites: leave it out",
    },
    { setting: /^path\./, remedy: "leads out of the pod's volumes, which it can't write to: leave it out" },
    { setting: /^telemetry\./, remedy: "sends data about the cluster to Elastic: leave it out" },
  ],
};

export const logstashRefusals: Refusals = {
  always: [
    {
      setting: /^http\.(host|port|enabled|environment)$/,
      remedy: `${gone}, the API's settings begin with api.`,
    },
    {
      setting: /^(modules|cloud\.id)/,
      remedy: "needs a connection of its own, which this program does not make: leave it out",
    },
    {
      setting: /^(config\.(string|test_and_exit)|node\.name|(queue|dead_letter_queue)\.|path\.)/,
      remedy: ours,
    },
    {
      setting: /^xpack\.management/,
      remedy: "would take the pipelines from Kibana and none of this program's: leave it out",
    },
    secret,
  ],
  unlessOverridden: [
    encryption,
    {
      setting: /^api\.(enabled|http|auth)(\.|$)/,
      remedy: "decides who reaches Logstash's API, which probes and the exporter ask: leave it out",
    },
    { setting: /^config\.debug$/, remedy: "prints the pipelines' passwords into the log: leave it out" },
    {
      setting: /^xpack\.monitoring/,
      remedy: "opens a connection of its own: Logstash is watched by its exporter, so leave it out",
    },
    { setting: /^allow_superuser$/, remedy: "lets Logstash run as root: leave it out" },
  ],
};
