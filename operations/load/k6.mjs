// Load on the Fingerprint API, up and down in steps. It fails where the objectives would be broken.
//
//   BASE_URL  where the API is, such as https://staging.fingerprint-api.example.com
//   RATE      requests per second at the top (default 300)
//   HOLD      how long the top is held (default 10m)
//   RAMP      how long each step up and down takes (default 2m)
//   BODY      file with the request's body (default request.json beside this script)
import http from "k6/http";
import { check } from "k6";

const baseUrl = __ENV.BASE_URL;
if (!baseUrl) throw new Error("say where the API is: -e BASE_URL=https://…");
const rate = Number(__ENV.RATE || 300);
const hold = __ENV.HOLD || "10m";
const ramp = __ENV.RAMP || "2m";
const body = open(__ENV.BODY || "./request.json");
const path = "/api/v1/fingerprint/identify";

export const options = {
  // Made from monitoring/objectives.ts: npm run docs writes it anew.
  thresholds: JSON.parse(open("./thresholds.json")),
  scenarios: {
    steps: {
      // Requests come at this rate whatever the answers take, as users do.
      executor: "ramping-arrival-rate",
      startRate: Math.max(1, Math.round(rate / 10)),
      timeUnit: "1s",
      // A request that takes as long as P99 allows holds a client for a second.
      preAllocatedVUs: rate,
      maxVUs: rate * 5,
      stages: [
        { duration: ramp, target: Math.round(rate / 2) },
        { duration: ramp, target: Math.round(rate / 2) },
        { duration: ramp, target: rate },
        { duration: hold, target: rate },
        { duration: ramp, target: 1 },
      ],
    },
  },
};

export default function identify() {
  const response = http.post(`${baseUrl}${path}`, body, {
    headers: { "Content-Type": "application/json" },
    tags: { name: path },
  });
  check(response, { "answered, and not by an error": ({ status }) => status > 0 && status < 500 });
}
