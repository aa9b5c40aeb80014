// Node's TLS servers, as many as the file given as argument names: an array of {port, cert, key, ca, minVersion, ...}.
// They leave when standard input ends.
const fs = require("node:fs");
const tls = require("node:tls");

for (const { port, cert, key, ca, ...options } of JSON.parse(fs.readFileSync(process.argv[2]))) {
  const files = { cert: fs.readFileSync(cert), key: fs.readFileSync(key), ca: ca && fs.readFileSync(ca) };
  const server = tls.createServer({ ...files, ...options }, (socket) => {
    socket.on("error", () => {}); // whoever looks may leave as it likes
    socket.on("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  });
  server.on("tlsClientError", () => {});
  server.listen(port, "127.0.0.1");
}
process.stdin.resume().on("end", () => process.exit(0));
