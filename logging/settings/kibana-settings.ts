/**
 * The settings of kibana.yml that this program writes, as Kibana 8.19 has
 * them. Kibana does not start with a key that it does not know, so one that is
 * not here does not compile.
 */
export interface KibanaSettings {
  readonly "server.host": string;
  readonly "server.port": number;
  readonly "server.name": string;
  readonly "server.publicBaseUrl": string;
  readonly "server.shutdownTimeout": `${number}s`;
  readonly "server.ssl.enabled"?: boolean;
  readonly "server.ssl.certificate"?: string;
  readonly "server.ssl.key"?: string;

  readonly "elasticsearch.hosts": readonly string[];
  readonly "elasticsearch.username"?: string;
  /** Always a variable: a password never stands in the file. */
  readonly "elasticsearch.password"?: `\${${string}}`;
  readonly "elasticsearch.ssl.certificateAuthorities"?: readonly string[];
  readonly "elasticsearch.ssl.verificationMode"?: "full";

  readonly "xpack.security.session.idleTimeout"?: string;
  readonly "xpack.security.session.lifespan"?: string;
  readonly "xpack.security.encryptionKey"?: `\${${string}}`;
  readonly "xpack.encryptedSavedObjects.encryptionKey"?: `\${${string}}`;
  readonly "xpack.reporting.encryptionKey"?: `\${${string}}`;

  readonly "monitoring.ui.enabled": boolean;
  readonly "telemetry.optIn": boolean;
  readonly "telemetry.allowChangingOptInStatus": boolean;

  readonly "logging.appenders.default": {
    readonly type: "console";
    readonly layout: { readonly type: "json" };
  };
  readonly "logging.root.appenders": readonly ["default"];
  readonly "logging.root.level": "info" | "warn" | "debug";

  /** Settings that users can't change, such as the language of the search bar. */
  readonly "uiSettings.overrides": Readonly<Record<string, string | boolean>>;
  readonly "path.data": string;
}
