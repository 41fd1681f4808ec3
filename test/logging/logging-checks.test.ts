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

const anonymous = "xpack.security.authc.anonymous.username";

const withSetting = (setting: string, value: unknown, program = "elasticsearch") => ({
  [`logging.${program}.extraSettings`]: { [setting]: value },
});

test("whoever lets strangers in is told how to say why", () => {
  expect(errorsOf(withSetting(anonymous, "guest"))).toEqual([
    `staging.logging.elasticsearch.extraSettings.${anonymous} = "guest": lets in whoever has no password: give each person a user. ` +
      'Where it has to be, write { value: …, override: "why" }',
  ]);
});

test("with a reason the program has the setting, and its pods say so", () => {
  const override = { value: "guest", override: "a screen on the wall reads the dashboards" };
  const environment = environmentWith(withSetting(anonymous, override));
  expect(parse(elasticsearchYml(environment.logging, false))).toHaveProperty([anonymous], "guest");
  const { metadata } = synthesized(environment).find("StatefulSet", "elasticsearch")["spec"].template;
  expect(metadata.annotations["hardening-exception.fingerprint/elasticsearch.settings"]).toBe(
    `${anonymous} = "guest": a screen on the wall reads the dashboards`,
  );
});

test.each([
  ["elasticsearch", "xpack.ilm.enabled"],
  ["elasticsearch", "bootstrap.password"],
  ["kibana", "server.ssl.keyPassphrase"],
  ["logstash", "cloud.auth"],
])("no reason brings into %s what keeps it from starting, or a secret: %s", (program, setting) => {
  const [error = "", ...more] = errorsOf(
    withSetting(setting, { value: "x", override: "we want it" }, program),
  );
  expect(more).toEqual([]);
  expect(error).toMatch(`staging.logging.${program}.extraSettings.${setting}`);
});

test("a secret is not repeated in the error that refuses it", () => {
  const [error = ""] = errorsOf(withSetting("bootstrap.password", "hunter2"));
  expect(error).toMatch("extraSettings.bootstrap.password: would be a secret");
  expect(error).not.toMatch("hunter2");
});

test("a reason that nothing needs is refused, so that each one means something", () => {
  const override = { value: 4, override: "more jobs" };
  expect(errorsOf(withSetting("xpack.ml.max_open_jobs", override))[0]).toMatch("needs no override");
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
