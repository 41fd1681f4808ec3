import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import type { Certificate } from "../../verify/servers/certificates";
import { listen } from "../../verify/servers/listen";

/** One message that reached somebody. */
export interface Notification {
  readonly channel: "email" | "slack" | "pagerduty";
  readonly status: "firing" | "resolved";
  readonly alert: string;
  /** When it arrived, in milliseconds since 1970. */
  readonly at: number;
  /** The whole message. */
  readonly text: string;
}

/** The ways by which a configuration of Alertmanager tells of a severity. Throws where nobody is told. */
export function channelsFor(severity: string, config: any): Notification["channel"][] {
  const receiver = config.receivers.find(({ name }: any) => name === `${severity}-receiver`);
  const all = ["email", "pagerduty", "slack"] as const;
  const channels = all.filter((channel) => receiver?.[`${channel}_configs`]);
  if (channels.length === 0) throw new Error(`nobody is told of severity ${severity}`);
  return channels;
}

/** A title as our templates write it: `[FIRING:1] HighLatency fingerprint-api (staging)`. */
const title = /\[(FIRING|RESOLVED)(?::\d+)?\] (\w+)/;

/** The far ends of every way of notifying: a mail relay, Slack, PagerDuty and the heartbeat service. */
export class Receivers {
  readonly notifications: Notification[] = [];
  heartbeats = 0;
  /** Messages that could not be understood. */
  readonly strange: string[] = [];

  private readonly web: Server;
  private readonly mail: SMTPServer;

  /** @param secure Whether Slack, PagerDuty and the heartbeat service are asked over HTTPS. @default false */
  constructor({ cert, key }: Certificate, password: string, secure = false) {
    const answer: RequestListener = (request, response) => {
      void text(request).then((body) => {
        this.hear(request.url ?? "", body);
        response.writeHead(request.url === "/pagerduty" ? 202 : 200).end("ok");
      });
    };
    this.web = secure ? createSecureServer({ cert, key }, answer) : createServer(answer);
    this.mail = new SMTPServer({
      cert,
      key,
      authMethods: ["PLAIN", "LOGIN"],
      onAuth: (auth, _session, done) => {
        done(auth.password === password ? null : new Error("wrong password"), { user: auth.username ?? "" });
      },
      onData: (stream, _session, done) => {
        void text(stream).then((mail) => {
          this.keep("email", mail, /^Subject: (.*(?:\r?\n[ \t].*)*)/m.exec(mail)?.[1] ?? "");
          done();
        });
      },
    });
    // A client that trusts no certificate of ours hangs up: what does not arrive is missed by who waits for it.
    this.mail.on("error", () => undefined);
  }

  async listen(webPort: number, mailPort: number, address: string): Promise<void> {
    await Promise.all([listen(this.web, webPort, address), listen(this.mail.server, mailPort, address)]);
  }

  async stop(): Promise<void> {
    this.web.close();
    this.web.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.mail.close(resolve);
    });
  }

  about(alert: string, status: Notification["status"]): Notification[] {
    return this.notifications.filter((one) => one.alert === alert && one.status === status);
  }

  private hear(url: string, body: string): void {
    if (url === "/heartbeat") {
      this.heartbeats += 1;
      return;
    }
    const { attachments, payload } = JSON.parse(body);
    if (url === "/slack" || url === "/api/chat.postMessage")
      this.keep("slack", body, attachments?.[0]?.title ?? "");
    else this.keep("pagerduty", body, payload?.summary ?? "");
  }

  private keep(channel: Notification["channel"], body: string, heading: string): void {
    const [, verb, alert] = title.exec(heading.replace(/\r?\n[ \t]/g, " ")) ?? [];
    if (alert === undefined) this.strange.push(`${channel}: ${heading || body}`);
    else
      this.notifications.push({
        ...{ channel, alert, at: Date.now(), text: body },
        status: verb === "FIRING" ? "firing" : "resolved",
      });
  }
}
