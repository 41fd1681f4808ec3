import { z } from "zod";
import { format } from "../../lib/validation/format";
import { text } from "../../lib/validation/formats";

/** The full dotted name of a setting. */
export const settingName = format<string>(
  "settingName",
  (value) => value.length <= 253 && /^[a-z]\w*(\.[\w*-]+)*$/.test(value),
  "is no setting: write its full dotted name, such as " + '"xpack.reporting.roles.enabled"',
);

const error = "must be one line of text, a number, true, false or a list of texts";

/** What a setting may be: text without a substitution, since Elasticsearch and Logstash read `${…}` as a variable. */
export const settingValue = z
  .union([text, z.number({ error }), z.boolean({ error }), z.array(text, { error })], { error })
  .meta({ format: "settingValue" });
