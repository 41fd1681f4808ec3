import { type IncomingMessage, createServer } from "node:http";
import { SMTPServer } from "smtp-server";
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

/** A title as our templates write it: `[FIRING:1] HighLatency fingerprint-api (staging)`. */
const title = /\[(FIRING|RESOLVED)(?::\d+)?\] (\w+)/;

/** A certificate and its key, in PEM. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** The far ends of every way of notifying: a mail relay, Slack, PagerDuty and the heartbeat service. */
export class Receivers {
  readonly notifications: Notification[] = [];
  heartbeats = 0;
  /** Messages that could not be understood. */
  readonly strange: string[] = [];

  private readonly web = createServer((request, response) => {
    void body(request).then((text) => {
      this.hear(request.url ?? "", text);
      response.statusCode = request.url === "/pagerduty" ? 202 : 200;
      response.end("ok");
    });
  });
  private readonly mail: SMTPServer;

  constructor({ cert, key }: ServerCertificate, password: string) {
    this.mail = new SMTPServer({
      cert,
      key,
      authMethods: ["PLAIN", "LOGIN"],
      onAuth: (auth, _session, done) => {
        done(auth.password === password ? null : new Error("wrong password"), { user: auth.username ?? "" });
      },
      onData: (stream, session, done) => {
        void body(stream).then((text) => {
          const to = session.envelope.rcptTo.map(({ address }) => address).join(",");
          this.keep("email", to, text, /^Subject: (.*(?:\r?\n[ \t].*)*)/m.exec(text)?.[1] ?? "");
          done();
        });
      },
    });
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

  private hear(url: string, text: string): void {
    if (url === "/heartbeat") {
      this.heartbeats += 1;
      return;
    }
    const message = JSON.parse(text) as {
      channel?: string;
      attachments?: { title: string }[];
      payload?: { summary: string; severity: string };
      event_action?: string;
      dedup_key?: string;
    };
    if (url === "/slack")
      this.keep("slack", message.channel ?? "", text, message.attachments?.[0]?.title ?? "");
    else this.keep("pagerduty", message.event_action ?? "", text, message.payload?.summary ?? "");
  }

  private keep(channel: Notification["channel"], to: string, text: string, heading: string): void {
    const match = title.exec(heading.replace(/\r?\n[ \t]/g, " "));
    if (!match) {
      this.strange.push(`${channel}: ${heading || text}`);
      return;
    }
    const status = match[1] === "FIRING" ? "firing" : "resolved";
    this.notifications.push({ channel, status, alert: match[2]!, to, at: Date.now(), text });
  }
}

async function body(stream: NodeJS.ReadableStream | IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}
