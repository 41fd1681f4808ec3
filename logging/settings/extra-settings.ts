import { z } from "zod";
import { format } from "../../lib/validation/format";
import { text } from "../../lib/validation/formats";
import { type Refusals, type Refused, secretRemedy } from "./refused-settings";

const error =
  'must be one line of text, a number, true, false, a list of texts or { value, override: "why" }';

/** Text without a substitution, since all three programs read `${…}` as a variable. */
const plainValue = z.union([text, z.number({ error }), z.boolean({ error }), z.array(text, { error })], {
  error,
});

const settingValue = z
  .union(
    [
      plainValue,
      z.strictObject({
        value: plainValue,
        /** Why this environment has it although this program promises otherwise. Pods are annotated with it, and the review shows it. */
        override: text,
      }),
    ],
    { error },
  )
  .meta({ format: "settingValue" });

type SettingValue = z.output<typeof settingValue>;

export type ExtraSettings = Readonly<Record<string, SettingValue>>;

const isOverride = (value: SettingValue) => typeof value === "object" && !Array.isArray(value);

function refusalOf(name: string, value: SettingValue, { always, unlessOverridden }: Refusals) {
  const remedyIn = (refused: Refused) => Object.keys(refused).find((remedy) => refused[remedy]?.test(name));
  const never = remedyIn(always);
  if (never !== undefined) return { message: never, params: { isSecret: never === secretRemedy } };
  const promised = remedyIn(unlessOverridden);
  if (isOverride(value))
    return promised === undefined ? { message: "needs no override: write the value alone" } : undefined;
  return promised === undefined
    ? undefined
    : { message: `${promised}. Where it has to be, write { value: …, override: "why" }` };
}

/**
 * Settings of a program that there is no prop for. None may keep it from starting, and what this program promises
 * is given up only where the environment says why.
 *
 * @param program whose names they are, told as the keys' format
 */
export function extraSettings(program: string, refusals: Refusals) {
  const settingName = format<string>(
    `${program}Setting`,
    (value) => value.length <= 253 && /^[a-z]\w*(\.[\w*-]+)*$/.test(value),
    'is no setting: write its full dotted name, such as "xpack.reporting.roles.enabled"',
  );
  return z
    .record(settingName, settingValue)
    .superRefine((settings, context) => {
      for (const [name, value] of Object.entries(settings)) {
        const refusal = refusalOf(name, value, refusals);
        if (refusal) context.addIssue({ code: "custom", path: [name], ...refusal });
      }
    })
    .default({});
}

export function settingValues(settings: ExtraSettings): Record<string, z.output<typeof plainValue>> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [
      name,
      typeof setting === "object" && "value" in setting ? setting.value : setting,
    ]),
  );
}

/** What the settings give up of this program's promises, with the reasons, for the container that has them. */
export function settingExceptions(settings: ExtraSettings): { readonly settings?: string } {
  const overridden = Object.entries(settings).flatMap(([name, setting]) =>
    typeof setting === "object" && "override" in setting
      ? [`${name} = ${JSON.stringify(setting.value)}: ${setting.override}`]
      : [],
  );
  return overridden.length === 0 ? {} : { settings: overridden.join("; ") };
}
