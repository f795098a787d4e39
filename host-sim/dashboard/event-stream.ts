import type { ServerResponse } from "node:http";
import type { Feed, News } from "./feed.js";

/** Bytes that a page may lag behind; one that does not read loses its stream, and begins anew when it reads again. */
const maxUnsentBytes = 8 * 1024 * 1024;

/** Answers with the feed as server-sent events until the page leaves or the feed ends. */
export function streamFeed(feed: Feed, response: ServerResponse): void {
  const send = ({ event, data }: News | { readonly event: "begin"; readonly data: object }): void => {
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (event === "end") response.end();
    if (response.writableLength > maxUnsentBytes) response.destroy();
  };
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  // How long the browser waits before it asks again, milliseconds.
  response.write("retry: 1000\n\n");
  send({ event: "begin", data: {} });
  const unsubscribe = feed.subscribe(send);
  response.on("close", unsubscribe);
}
