"""A file server on loopback with support for ranges, which can break off: prints its port, then each request's range.
Arguments: the directory; the number of bytes after which the first answer ends (0: never)."""

import http.server
import os
import sys

directory, cut = sys.argv[1], int(sys.argv[2])


class Handler(http.server.BaseHTTPRequestHandler):
    first = True

    def do_GET(self):
        path = os.path.join(directory, os.path.basename(self.path))
        if not os.path.exists(path):
            self.send_error(404)
            return
        with open(path, "rb") as file:
            body = file.read()
        wanted = self.headers.get("Range")
        print(wanted or "whole", flush=True)
        start = int(wanted.removeprefix("bytes=").split("-")[0]) if wanted else 0
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(body) - start))
        if wanted:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.end_headers()
        if cut and Handler.first:
            Handler.first = False
            self.wfile.write(body[start:start + cut])
            self.wfile.flush()
            self.connection.close()
            return
        self.wfile.write(body[start:])

    def log_message(self, *arguments):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
