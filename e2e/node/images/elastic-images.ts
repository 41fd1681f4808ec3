import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toolPath } from "../../../tools/tool-path";
import { elasticsearchDistribution } from "../../../tools/elasticsearch-distribution";
import { copyOf, javaHome, javaRuntime, nodeRuntime, shell } from "./host-programs";
import { type Images, ownedBy } from "./image";
import type { Entry } from "./layer";
import { programPath, typescriptProgram } from "./typescript-program";

const user = 1000;

/** A script of `containers/`, which anybody may run. */
const script = (path: string, name: string): Entry => ({
  path,
  text: readFileSync(join(__dirname, "../containers", name), "utf8"),
  mode: 0o755,
});

const settings = {
  "elasticsearch.yml": 'cluster.name: "docker-cluster"\nnetwork.host: 0.0.0.0\n',
  "jvm.options": "# Nothing but the defaults, which docker-entrypoint.sh has here.\n",
  "log4j2.properties": `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`,
  "roles.yml": "",
  users: "",
  users_roles: "",
} as const;

/** A command-line tool of Elasticsearch, in the image's own layout. */
const elasticsearchTool = (distribution: string, name: string): Entry => ({
  path: join("/usr/share/elasticsearch/bin", name),
  text: readFileSync(join(distribution, "bin", name), "utf8")
    .replace('"$home"/server/', '"$home"/lib/')
    .replace("exec java", `exec ${javaHome}/bin/java`),
  mode: 0o755,
});

/** The images of the Elastic stack. */
export const elasticImages: Images = {
  "docker.elastic.co/elasticsearch/elasticsearch": {
    source:
      "https://github.com/elastic/elasticsearch/blob/8.19/distribution/docker/src/docker/dockerfiles/default/Dockerfile",
    entrypoint: ["/usr/local/bin/docker-entrypoint.sh"],
    command: ["eswrapper"],
    user: "1000:0",
    workingFolder: "/usr/share/elasticsearch",
    env: {
      ELASTIC_CONTAINER: "true",
      JAVA_HOME: javaHome,
      PATH: "/usr/share/elasticsearch/bin:/usr/local/bin:/usr/bin:/bin",
    },
    bases: [shell, javaRuntime],
    entries: async () => {
      const home = "/usr/share/elasticsearch";
      const jars = await elasticsearchDistribution();
      return [
        ...ownedBy(0, 0, 0o775, home),
        ...ownedBy(user, 0, 0o775, home, [
          "bin",
          "config",
          "config/jvm.options.d",
          "data",
          "logs",
          "plugins",
        ]),
        ...Object.entries(settings).map(([name, text]) => ({
          ...{ path: join(home, "config", name), text, mode: 0o664 },
        })),
        ...copyOf(join(jars, "server"), join(home, "lib")),
        ...copyOf(join(jars, "modules"), join(home, "modules")),
        ...copyOf(join(jars, "launch"), join(home, "launch")),
        ...["elasticsearch-keystore", "elasticsearch-node", "elasticsearch-users"].map((name) =>
          elasticsearchTool(jars, name),
        ),
        script("/usr/local/bin/docker-entrypoint.sh", "elasticsearch-entrypoint.sh"),
      ];
    },
  },
  "docker.elastic.co/beats/filebeat": {
    source: "https://github.com/elastic/beats/blob/8.19/dev-tools/packaging/templates/docker/Dockerfile.tmpl",
    entrypoint: ["/usr/local/bin/docker-entrypoint"],
    command: ["--environment", "container"],
    user: "1000",
    workingFolder: "/usr/share/filebeat",
    env: { ELASTIC_CONTAINER: "true", PATH: "/usr/share/filebeat:/usr/local/bin:/usr/bin:/bin" },
    bases: [shell],
    entries: () => [
      ...ownedBy(0, user, 0o750, "/usr/share/filebeat"),
      ...ownedBy(0, user, 0o770, "/usr/share/filebeat", ["data", "logs"]),
      { path: "/usr/share/filebeat/filebeat", file: toolPath("filebeat") },
      script("/usr/local/bin/docker-entrypoint", "filebeat-entrypoint.sh"),
    ],
  },
  "docker.elastic.co/logstash/logstash": {
    source: "https://github.com/elastic/logstash/blob/8.19/docker/templates/Dockerfile.erb",
    standIn: "it is in no package registry; it stores the lines as they come, without reading them",
    entrypoint: ["node", programPath("logstash")],
    user: "1000",
    workingFolder: "/usr/share/logstash",
    env: { ELASTIC_CONTAINER: "true" },
    bases: [shell, nodeRuntime],
    entries: () => [
      ...ownedBy(user, 0, 0o775, "/usr/share/logstash", ["", "config", "data", "logs", "pipeline"]),
      ...["jvm.options", "log4j2.properties", "logstash.yml", "pipelines.yml", "startup.options"].map(
        (name) => ({
          ...{ path: join("/usr/share/logstash/config", name), text: "# as published\n", mode: 0o664 },
        }),
      ),
      ...typescriptProgram("logstash"),
    ],
  },
  "docker.elastic.co/kibana/kibana": {
    source:
      "https://github.com/elastic/kibana/blob/8.19/src/dev/build/tasks/os_packages/docker_generator/templates/base/Dockerfile",
    standIn: "it is in no package registry; it is available when Elasticsearch lets it in",
    entrypoint: ["node", programPath("kibana")],
    user: "1000",
    workingFolder: "/usr/share/kibana",
    env: { ELASTIC_CONTAINER: "true" },
    bases: [shell, nodeRuntime],
    entries: () => [
      ...ownedBy(user, 0, 0o775, "/usr/share/kibana", ["", "config", "data", "logs"]),
      { path: "/usr/share/kibana/config/kibana.yml", text: "# as published\n" },
      { path: "/usr/share/kibana/config/node.options", text: "--unhandled-rejections=warn\n" },
      ...typescriptProgram("kibana"),
    ],
  },
};
