// Posts to the Fingerprint API at a steady rate until it is ended, and writes what came of it to a file.
//
//   ADDRESS  URL that is asked
//   RATE     requests per second
//   RESULT   the file
import http from "k6/http";
import { check } from "k6";
import { scenario } from "k6/execution";

const { ADDRESS, RATE, RESULT } = __ENV;

export const options = {
  summaryTrendStats: ["max"],
  scenarios: {
    steady: {
      executor: "constant-arrival-rate",
      rate: Number(RATE),
      duration: "2h",
      preAllocatedVUs: 20,
      maxVUs: 400,
    },
  },
};

const headers = {
  "Content-Type": "application/json",
  // Over a connection that the server has just closed, a client sends again, as HTTP has it.
  "Idempotency-Key": "e2e",
};

export default function identify() {
  // Every second request is over a connection of its own, the others are over connections that stay.
  const own = scenario.iterationInTest % 2 === 0 && { Connection: "close" };
  const answer = http.post(ADDRESS, '{"canvas":"e2e"}', { headers: { ...headers, ...own }, timeout: "10s" });
  if (answer.status !== 200) check(answer, { [answer.error || `status ${answer.status}`]: () => false });
}

export function handleSummary({ metrics, root_group: { checks } }) {
  const result = {
    sent: metrics.http_reqs.values.count,
    failures: Object.fromEntries(checks.map(({ name, fails }) => [name, fails])),
    slowest: Math.round(metrics.http_req_duration.values.max),
  };
  return { [RESULT]: JSON.stringify(result) };
}
