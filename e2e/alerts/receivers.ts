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
  /** Recipient, channel or severity. */
  readonly to: string;
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
        response.statusCode = request.url === "/pagerduty" ? 202 : 200;
        response.end("ok");
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
      onData: (stream, session, done) => {
        void text(stream).then((mail) => {
          const to = session.envelope.rcptTo.map(({ address }) => address).join(",");
          this.keep("email", to, mail, /^Subject: (.*(?:\r?\n[ \t].*)*)/m.exec(mail)?.[1] ?? "");
          done();
        });
      },
    });
    // A client that trusts no certificate of ours hangs up: what does not arrive is missed by who waits for it.
    this.mail.on("error", () => undefined);
  }

  /** Listens, by default on the loopback address. */
  async listen(webPort: number, mailPort: number, address?: string): Promise<void> {
    await Promise.all([listen(this.web, webPort, address), listen(this.mail.server, mailPort, address)]);
  }

  async stop(): Promise<void> {
    this.web.close();
    this.web.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.mail.close(resolve);
    });
  }

  /** What arrived about one alert. */
  about(alert: string, status: Notification["status"]): Notification[] {
    return this.notifications.filter((one) => one.alert === alert && one.status === status);
  }

  private hear(url: string, body: string): void {
    if (url === "/heartbeat") {
      this.heartbeats += 1;
      return;
    }
    const { channel, attachments, event_action, payload } = JSON.parse(body);
    if (url === "/slack" || url === "/api/chat.postMessage")
      this.keep("slack", channel, body, attachments?.[0]?.title ?? "");
    else this.keep("pagerduty", event_action, body, payload?.summary ?? "");
  }

  private keep(channel: Notification["channel"], to: string, body: string, heading: string): void {
    const match = title.exec(heading.replace(/\r?\n[ \t]/g, " "));
    if (!match) {
      this.strange.push(`${channel}: ${heading || body}`);
      return;
    }
    const status = match[1] === "FIRING" ? "firing" : "resolved";
    this.notifications.push({ channel, status, alert: match[2]!, to, at: Date.now(), text: body });
  }
}
