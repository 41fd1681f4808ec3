import { parse } from "yaml";
import { elasticsearchYml } from "../../logging/elasticsearch/elasticsearch-yml";
import { kibanaYml } from "../../logging/kibana/kibana-yml";
import type { Logging } from "../../logging/logging-props";
import { settingsFiles } from "../../logging/logstash/logstash-files";
import {
  type Refusals,
  elasticsearchRefusals,
  kibanaRefusals,
  logstashRefusals,
} from "../../logging/settings/refused-settings";
import { large } from "../environments/large";
import { small } from "../environments/small";
import { environmentWith, errorsOf, resolved, synthesized } from "../support/environments";

const withSetting = (setting: string, value: unknown) => ({
  "logging.elasticsearch.extraSettings": { [setting]: value },
});

test("with a reason the program has the setting, and its pods say so", () => {
  const anonymous = "xpack.security.authc.anonymous.username";
  const override = { value: "guest", override: "a screen on the wall reads the dashboards" };
  const environment = environmentWith(withSetting(anonymous, override));
  expect(parse(elasticsearchYml(environment.logging, false))).toHaveProperty([anonymous], "guest");
  const { metadata } = synthesized(environment).find("StatefulSet", "elasticsearch")["spec"].template;
  expect(metadata.annotations["hardening-exception.fingerprint/elasticsearch.settings"]).toBe(
    `${anonymous} = "guest": a screen on the wall reads the dashboards`,
  );
});

test("a secret is not repeated in the error that refuses it", () => {
  const [error = ""] = errorsOf(withSetting("bootstrap.password", "hunter2"));
  expect(error).toMatch("extraSettings.bootstrap.password: would be a secret");
  expect(error).not.toMatch("hunter2");
});

test.each<[string, Refusals, (logging: Logging) => string]>([
  ["elasticsearch", elasticsearchRefusals, (logging) => elasticsearchYml(logging, true)],
  ["kibana", kibanaRefusals, kibanaYml],
  [
    "logstash",
    logstashRefusals,
    ({ logstash }) => settingsFiles(logstash, ["main.conf"])["logstash.yml"] ?? "",
  ],
])("%s is given no setting by this program that would keep it from starting", (_, { always }, file) => {
  for (const { logging } of [large, small].map(resolved)) {
    const ours = Object.entries(parse(file(logging)) as object);
    expect(ours.length).toBeGreaterThan(5);
    const refused = ours.filter(
      ([name, value]) =>
        Object.entries(always).some(
          ([remedy, setting]) => setting.test(name) && !remedy.includes("this program"),
        ) &&
        // A variable is no secret.
        !/^\$\{\w+\}$/.test(String(value)),
    );
    expect(refused).toEqual([]);
  }
});
