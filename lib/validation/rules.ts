import { loggingRules } from "../../logging/logging-rules";
import { monitoringRules } from "../../monitoring/monitoring-rules";
import { apiRules } from "../fingerprint-api/api-rules";
import type { Rule } from "./rule";

/** Every rule over an environment's props. Each area keeps its own. */
export const rules: readonly Rule[] = [...apiRules, ...monitoringRules, ...loggingRules];
