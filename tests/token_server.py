"""A token server on loopback (RFC 6749, 7662): prints its port, gives access tokens, and says whose they are."""

import json
import secrets
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlparse

GIVEN = set()
REFRESH = {"next": 1}


class Handler(BaseHTTPRequestHandler):
    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        first = {key: values[0] for key, values in form.items()}
        if first.get("client_id") != "postroom":
            return self.answer(401, {"error": "invalid_client"})
        body = {"token_type": "Bearer", "expires_in": 3600}
        if first.get("grant_type") == "client_credentials":
            if first.get("client_secret") != "the secret of the application":
                return self.answer(401, {"error": "invalid_client", "error_description": "the secret is not right"})
        elif first.get("refresh_token") == f"refresh-{REFRESH['next']}":
            REFRESH["next"] += 1
            body["refresh_token"] = f"refresh-{REFRESH['next']}"
        else:
            return self.answer(400, {"error": "invalid_grant"})
        body["access_token"] = secrets.token_urlsafe(24)
        GIVEN.add(body["access_token"])
        return self.answer(200, body)

    def do_GET(self):
        token = parse_qs(urlparse(self.path).query).get("access_token", [""])[0]
        if token in GIVEN:
            return self.answer(200, {"active": True, "username": "sscu"})
        return self.answer(200, {"active": False})

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
