// The engine's own API on its socket, for what its command line is too slow for.

import { Agent, request } from "node:http";

export interface EngineApi {
  /** The body of the answer, whose status is 2xx. */
  call(method: "GET" | "POST", path: string, body?: object): Promise<string>;
  close(): void;
}

/** `url` as `DOCKER_HOST` has it. */
export function engineApi(url: string): EngineApi {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const socketPath = url.replace(/^unix:\/\//, "");
  const call = (method: string, path: string, body?: object) =>
    new Promise<string>((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const asked = request({ agent, socketPath, method, path, headers }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (piece) => {
          text += piece;
        });
        answer.on("error", reject);
        answer.on("end", () => {
          const status = answer.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(text);
          else reject(new Error(`${method} ${path}: ${status} ${text}`));
        });
      });
      asked.on("error", reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return { call, close: () => agent.destroy() };
}
