import type { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { ConfigFiles } from "../kubernetes/config-files";
import type { Api } from "./api-props";
import { variablesOf } from "./api-settings";

/** The API's settings. Each reaches the process as an environment variable, so a change has to roll the pods. */
export class ApiConfig extends ConfigFiles {
  /** Variables of the API's containers, each from the key of its name in lower case. */
  readonly variables: k8s.EnvVar[];

  constructor(scope: Construct, id: string, { config, env }: Pick<Api, "config" | "env">) {
    const settings = Object.entries({ ...variablesOf(config), ...env });
    const files = Object.fromEntries(settings.map(([name, value]) => [name.toLowerCase(), value]));
    super(scope, id, { name: "fingerprint-api-config", files });
    this.variables = settings.map(([name]) => ({
      name,
      valueFrom: { configMapKeyRef: { name: this.name, key: name.toLowerCase() } },
    }));
  }
}
