import type { AddressInfo, Server } from "node:net";

/**
 * Starts to listen. @param port 0 takes any free one. @returns the address in use.
 * @throws Error naming address, port and the way out if they cannot be had.
 */
export function listen(server: Server, port: number, bind: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(new Error(listenFailure(error, port, bind), { cause: error }));
    server.once("error", fail);
    server.listen(port, bind, () => {
      server.off("error", fail);
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("the server has no IP address"));
      else resolve(address);
    });
  });
}

function listenFailure(error: NodeJS.ErrnoException, port: number, bind: string): string {
  if (error.code === "EADDRINUSE") {
    return `port ${port} on ${bind} is in use; stop the program that holds it, or choose another port (0 takes any free one)`;
  }
  if (error.code === "EACCES") return `port ${port} on ${bind} needs privileges; choose one above 1023`;
  return `cannot listen on ${bind}, port ${port}: ${error.message}`;
}
