// Starts a language server, asks it one request, and ends it: enough of the protocol for scripts.
import { spawn } from "node:child_process";

/** The answer of `program lsp` to `method`; rejects on an error or when the server ends first. */
export function ask(program, method, parameters = undefined, seconds = 20) {
  return new Promise((resolve, reject) => {
    const server = spawn(program, ["lsp"], { stdio: ["pipe", "pipe", "ignore"] });
    const timer = setTimeout(() => { server.kill(); reject(new Error(`${method}: no answer in ${seconds} s`)); }, seconds * 1000);
    const send = message => {
      const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
      server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
      server.stdin.write(body);
    };
    let input = Buffer.alloc(0);
    server.on("error", reject);
    server.stdin.on("error", () => undefined);
    server.on("close", code => { clearTimeout(timer); reject(new Error(`${program} lsp ended with exit code ${code}`)); });
    server.stdout.on("data", chunk => {
      input = Buffer.concat([input, chunk]);
      for (;;) {
        const end = input.indexOf("\r\n\r\n");
        const length = end < 0 ? undefined : Number(/Content-Length: (\d+)/i.exec(input.subarray(0, end).toString())?.[1]);
        if (length === undefined || input.length < end + 4 + length) return;
        const message = JSON.parse(input.subarray(end + 4, end + 4 + length).toString());
        input = input.subarray(end + 4 + length);
        if (message.method !== undefined && message.id !== undefined) send({ id: message.id, result: null });
        if (message.id === 1 && message.method === undefined) {
          send({ method: "initialized", params: {} });
          send({ id: 2, method, params: parameters });
        }
        if (message.id === 2 && message.method === undefined) {
          if (message.error) reject(new Error(message.error.message)); else resolve(message.result);
          send({ id: 3, method: "shutdown" });
          send({ method: "exit" });
        }
      }
    });
    send({ id: 1, method: "initialize", params: { processId: process.pid, rootUri: null, capabilities: {} } });
  });
}
