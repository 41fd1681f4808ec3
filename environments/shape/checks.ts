import { apiChecks } from "../../lib/fingerprint-api/api-checks";
import type { Check } from "../../lib/validation/check";
import { loggingChecks } from "../../logging/logging-checks";
import { monitoringChecks } from "../../monitoring/monitoring-checks";
import type { Environment } from "./environment";

/** Every check across an environment's props. Each area keeps its own. */
export const checks: readonly Check<Environment>[] = [...apiChecks, ...monitoringChecks, ...loggingChecks];
