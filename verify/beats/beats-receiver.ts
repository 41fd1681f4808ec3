import { type Server, type TLSSocket, type TlsOptions, createServer } from "node:tls";
import { inflateSync } from "node:zlib";
import { listen } from "../servers/listen";

/** An event as Filebeat ships it, as far as it is looked at here. */
export interface BeatsEvent {
  readonly "@timestamp": string;
  readonly message: string;
  readonly log: {
    readonly offset: number;
    readonly file: { readonly path: string; readonly fingerprint?: string };
  };
}

/** How the receiver treats its senders. */
export interface BeatsReceiverOptions {
  /** Key, certificate and authority. Only senders with a certificate of that authority are let in. */
  readonly tls: TlsOptions;

  /** False for an event that is acknowledged and thrown away. @default keeps every one */
  readonly keeps?: (event: BeatsEvent) => boolean;

  /** Does with a window's events what has to be done before they are acknowledged. @default nothing */
  readonly store?: (events: readonly BeatsEvent[]) => Promise<void>;
}

/** What a connection has sent of its current window. */
interface Window {
  size: number;
  events: BeatsEvent[];

  /** Done when all earlier windows are stored. */
  stored: Promise<void>;
}

const version = "2".charCodeAt(0);
const frame = { ack: "A", compressed: "C", json: "J", window: "W" } as const;

/**
 * Takes events over the Beats protocol, version 2, as Logstash's input does:
 * a window says how many events follow, and the number of the last one is
 * acknowledged. What was not acknowledged is sent again.
 */
export class BeatsReceiver {
  /** Every event that was taken, in the order of arrival, repetitions included. */
  readonly events: BeatsEvent[] = [];

  private mayStore = Promise.resolve();
  private readonly server: Server;
  private readonly sockets = new Set<TLSSocket>();

  constructor(private readonly options: BeatsReceiverOptions) {
    this.server = createServer({ ...options.tls, requestCert: true, rejectUnauthorized: true }, (socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket)).on("error", () => undefined);
      this.read(socket);
    });
  }

  /** Listens, by default on a free port of the loopback address. @returns the port */
  listen(port?: number, address?: string): Promise<number> {
    return listen(this.server, port, address);
  }

  /** Breaks every connection, in the middle of whatever is on its way. */
  breakConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Acknowledges nothing more until the returned function is called. */
  pause(): () => void {
    let resume: (() => void) | undefined;
    this.mayStore = new Promise<void>((resolve) => (resume = resolve));
    return () => resume?.();
  }

  async close(): Promise<void> {
    this.breakConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private read(socket: TLSSocket) {
    let buffer = Buffer.alloc(0);
    const window: Window = { size: 0, events: [], stored: Promise.resolve() };
    socket.on("data", (chunk: Buffer) => {
      buffer = Buffer.concat([buffer, chunk]);
      buffer = buffer.subarray(this.frames(buffer, window, socket));
    });
  }

  /** Takes every whole frame. @returns the number of bytes taken */
  private frames(buffer: Buffer, window: Window, socket: TLSSocket): number {
    let at = 0;
    while (buffer.length - at >= 6) {
      if (buffer[at] !== version) throw new Error(`a frame of version ${String(buffer[at])} arrived`);
      const type = String.fromCharCode(buffer[at + 1] ?? 0);
      const number = buffer.readUInt32BE(at + 2);
      if (type === frame.window) {
        Object.assign(window, { size: number, events: [] });
        at += 6;
      } else if (type === frame.compressed) {
        if (buffer.length - at < 6 + number) break;
        this.frames(inflateSync(buffer.subarray(at + 6, at + 6 + number)), window, socket);
        at += 6 + number;
      } else if (type === frame.json) {
        if (buffer.length - at < 10) break;
        const length = buffer.readUInt32BE(at + 6);
        if (buffer.length - at < 10 + length) break;
        const event = JSON.parse(buffer.toString("utf8", at + 10, at + 10 + length)) as BeatsEvent;
        if (this.options.keeps?.(event) ?? true) this.events.push(event);
        window.events.push(event);
        at += 10 + length;
        if (window.events.length === window.size) this.acknowledge(window, socket, number);
      } else throw new Error(`a frame of type ${type} arrived`);
    }
    return at;
  }

  /** Acknowledges a window when its events and those of all earlier ones are stored. */
  private acknowledge(window: Window, socket: TLSSocket, sequence: number) {
    const { store = () => Promise.resolve() } = this.options;
    const { events } = window;
    window.stored = window.stored
      .then(() => this.mayStore)
      .then(() => store(events))
      .then(() => {
        const answer = Buffer.from([version, frame.ack.charCodeAt(0), 0, 0, 0, 0]);
        answer.writeUInt32BE(sequence, 2);
        socket.write(answer);
      })
      .catch(() => {
        socket.destroy();
      });
  }
}
