"""A call without any SOAP library: the envelope as text, sent by what the language brings along.

For languages whose common SOAP libraries cannot be relied on: Java has had none of its own since version 11, and
Node never had one. The envelope is the one that severakit's own client sends, so what it holds is exact.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from severakit.soap.envelope import request
from severakit.soap.indented import indented

if TYPE_CHECKING:
    from collections.abc import Sequence

    from severakit.contract import Operation

_KEY = "api-key-goes-here"
# A Java constant holds at most 65,535 bytes.
_LONGEST_LITERAL = 10_000

_NODE = """\
// Node 18 or newer, nothing to install.
// SEVERA_ENDPOINT and SEVERA_API_KEY in the environment; run it with: node call.mjs
const apiKey = process.env.SEVERA_API_KEY.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const envelope = `{envelope}`;

const response = await fetch(process.env.SEVERA_ENDPOINT, {
  method: "POST",
  headers: { "Content-Type": "text/xml; charset=utf-8", SOAPAction: '"{action}"' },
  body: envelope,
});
if (!response.ok) {
  console.error(`HTTP ${response.status}`);
  process.exitCode = 1;
}
console.log(await response.text());
"""
_JAVA = """\
// Java 11 or newer, nothing to install.
// SEVERA_ENDPOINT and SEVERA_API_KEY in the environment; run it with: java Call.java
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

public class Call {
    public static void main(String[] arguments) throws Exception {
        String apiKey = System.getenv("SEVERA_API_KEY").replace("&", "&amp;").replace("<", "&lt;");
        String envelope = String.join("",
{envelope});
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("SEVERA_ENDPOINT")))
            .header("Content-Type", "text/xml; charset=utf-8")
            .header("SOAPAction", "\\"{action}\\"")
            .POST(HttpRequest.BodyPublishers.ofString(envelope, StandardCharsets.UTF_8))
            .build();
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        System.out.write(response.body());
        System.out.flush();
        if (response.statusCode() != 200) {
            System.err.println("HTTP " + response.statusCode());
            System.exit(1);
        }
    }
}
"""


def write_node(operation: Operation, arguments: Sequence[Any]) -> str:
    """Return the program for Node."""
    before, after = (_template_text(part) for part in _envelope(operation, arguments))
    return _NODE.replace("{action}", operation.action).replace("{envelope}", f"{before}${{apiKey}}{after}")


def write_java(operation: Operation, arguments: Sequence[Any]) -> str:
    """Return the program for Java."""
    before, after = _envelope(operation, arguments)
    pieces = [*_literals(before), "apiKey", *_literals(after)]
    lines = ",\n".join(f"            {piece}" for piece in pieces)
    return _JAVA.replace("{action}", operation.action).replace("{envelope}", lines)


def _envelope(operation: Operation, arguments: Sequence[Any]) -> tuple[str, str]:
    """Return the envelope's text before the key and after it."""
    before, _, after = indented(request(operation, arguments, _KEY).decode()).partition(_KEY)
    return before, after


def _template_text(text: str) -> str:
    return text.replace("\\", r"\\").replace("`", r"\`").replace("${", r"\${")


def _literals(text: str) -> list[str]:
    lines = text.splitlines(keepends=True)
    pieces = [line[at : at + _LONGEST_LITERAL] for line in lines for at in range(0, len(line), _LONGEST_LITERAL)]
    # JSON escapes as Java does, and leaves nothing that depends on how the file is read.
    return [json.dumps(piece) for piece in pieces]
