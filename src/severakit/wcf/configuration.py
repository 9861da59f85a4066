"""What a config says of WCF clients: bindings, endpoints and behaviors, wherever they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from severakit.wcf.document import Document, DocumentError, Node, read_document

_SECTIONS = ("bindings", "behaviors", "client")
_TEXT_ENCODINGS = ("textMessageEncoding", "mtomMessageEncoding", "binaryMessageEncoding")
_TRANSPORTS = ("httpTransport", "httpsTransport")


# TransportCredentialOnly sends credentials over plain http.
_OVER_TLS = ("Transport", "TransportWithMessageCredential")


class ConfigError(ValueError):
    """A file that is no config of a WCF client; says why and what to name instead."""


@dataclass
class Binding:
    """A binding: its element, and those in which its limits are written.

    ``kind`` is its collection, such as basicHttpBinding. In a custom binding timeouts, sizes and quotas are written in
    elements of their own; elsewhere all but the quotas are its own attributes.
    """

    kind: str
    name: str
    node: Node
    document: Document

    @property
    def label(self) -> str:
        """How findings call it."""
        return self.name or f"(default {self.kind})"

    @property
    def is_custom(self) -> bool:
        """Whether it is put together from elements."""
        return self.kind == "customBinding"

    @property
    def sizes(self) -> Node:
        """The element with message sizes and transfer mode."""
        if not self.is_custom:
            return self.node
        return next((child for child in self.node.children if child.name in _TRANSPORTS), self.node)

    @property
    def encoding(self) -> Node:
        """The element with the message encoding, in which readerQuotas stand."""
        if not self.is_custom:
            return self.node
        return next((child for child in self.node.children if child.name in _TEXT_ENCODINGS), self.node)

    @property
    def quotas(self) -> Node | None:
        """The readerQuotas, None where none are written."""
        return self.encoding.child("readerQuotas")

    @property
    def transfer_mode(self) -> str:
        """How messages travel; Buffered unless written."""
        return self.sizes.get("transferMode", "Buffered")

    @property
    def security_mode(self) -> str:
        """How calls are secured, as written or by default."""
        node = self.node.child("security")
        default = "Transport" if self.kind == "basicHttpsBinding" else "None"
        return default if node is None else node.get("mode", default)

    @property
    def scheme(self) -> str | None:
        """The scheme of the addresses that it takes, None where it cannot be told."""
        if self.is_custom:
            return {"httpTransport": "http", "httpsTransport": "https"}.get(self.sizes.name)
        return "https" if self.security_mode in _OVER_TLS else "http"

    @property
    def is_buffered(self) -> bool:
        """Whether a response is held whole before it is read."""
        return self.transfer_mode in ("Buffered", "StreamedRequest")


@dataclass
class Endpoint:
    """A client's endpoint."""

    node: Node
    document: Document

    @property
    def label(self) -> str:
        """How findings call it."""
        return self.node.get("name") or self.node.get("contract") or self.node.get("address")

    @property
    def interface(self) -> str:
        """The interface of its contract, without the namespace of the proxies."""
        return self.node.get("contract").rpartition(".")[2]

    @property
    def scheme(self) -> str | None:
        """The scheme of its address as .NET reads it, None where none is written or it is neither http nor https."""
        scheme = self.node.get("address").strip().partition(":")[0].lower()
        return scheme if scheme in ("http", "https") else None

    def is_of(self, binding: Binding) -> bool:
        """Whether it uses that binding."""
        same_kind = self.node.get("binding") == binding.kind
        return same_kind and self.node.get("bindingConfiguration") == binding.name


@dataclass
class Behavior:
    """An endpoint behavior."""

    name: str
    node: Node
    document: Document

    @property
    def serializer(self) -> Node | None:
        """Its dataContractSerializer, None where none is written."""
        return self.node.child("dataContractSerializer")


@dataclass
class Configuration:
    """A config with all that it takes from other files."""

    document: Document
    service_model: Node
    documents: list[Document]
    framework: str | None
    bindings: list[Binding] = field(default_factory=list)
    endpoints: list[Endpoint] = field(default_factory=list)
    behaviors: list[Behavior] = field(default_factory=list)

    def binding_of(self, endpoint: Endpoint) -> Binding | None:
        """Return the binding that an endpoint uses, None where it names none that is here."""
        return next((binding for binding in self.bindings if endpoint.is_of(binding)), None)

    def behavior_of(self, endpoint: Endpoint) -> Behavior | None:
        """Return the behavior that an endpoint uses: the one it names, else the one without a name."""
        wanted = endpoint.node.get("behaviorConfiguration")
        return next((behavior for behavior in self.behaviors if behavior.name == wanted), None)

    def endpoints_of(self, binding: Binding) -> list[Endpoint]:
        """Return the endpoints that use a binding."""
        return [endpoint for endpoint in self.endpoints if endpoint.is_of(binding)]


def read_configuration(
    path: Path, framework: str | None = None, contents: Mapping[Path, bytes] | None = None
) -> Configuration:
    """Read app.config, web.config or an Exe.config, with the files that its sections name as configSource.

    ``framework`` is the target framework, such as 4.8, where the file does not say it. ``contents`` are taken in the
    place of files. Raises ConfigError.
    """
    contents = contents or {}
    document = _read(path, contents)
    root = document.root
    if root.name != "configuration":
        raise ConfigError(
            f"{path} is no config: its outermost element is <{root.name}>. Name an app.config or web.config."
        )
    service_models = _service_models(root)
    if not service_models:
        raise ConfigError(f"{path} has no <system.serviceModel>: nothing in it concerns a WCF client.")
    configuration = Configuration(document, service_models[0], [document], _framework(root) or framework)
    for service_model in service_models:
        for section in _SECTIONS:
            node = service_model.child(section)
            if node is not None:
                _read_section(configuration, *_source(configuration, node, contents))
    if not (configuration.bindings or configuration.endpoints):
        raise ConfigError(f"{path} has neither bindings nor client endpoints: there is nothing to check.")
    return configuration


def _service_models(root: Node) -> list[Node]:
    """Return what concerns WCF: a web site may write it into a location, which has its own path or none."""
    places = [root, *(each for each in root.children if each.name == "location")]
    found = (place.child("system.serviceModel") for place in places)
    return [each for each in found if each is not None]


def _read(path: Path, contents: Mapping[Path, bytes]) -> Document:
    try:
        return read_document(path, contents.get(path))
    except DocumentError as error:
        raise ConfigError(str(error)) from error


def _source(configuration: Configuration, node: Node, contents: Mapping[Path, bytes]) -> tuple[Node, Document]:
    """Return where a section is really written: in the file that its configSource names, if it has one."""
    source = node.get("configSource")
    if not source:
        return node, configuration.document
    folder = configuration.document.path.parent
    path = folder / source.replace("\\", "/")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ConfigError(f"configSource {source!r} leads out of the config's folder, which .NET does not allow.")
    document = _read(path, contents)
    if document.root.name != node.name:
        raise ConfigError(f"{path} must begin with <{node.name}>, as the configSource of that section.")
    configuration.documents.append(document)
    return document.root, document


def _read_section(configuration: Configuration, node: Node, document: Document) -> None:
    if node.name == "client":
        configuration.endpoints += [Endpoint(each, document) for each in node.children if each.name == "endpoint"]
    elif node.name == "behaviors":
        found = [each for group in node.children if group.name == "endpointBehaviors" for each in group.children]
        configuration.behaviors += [Behavior(each.get("name"), each, document) for each in found]
    else:
        for kind in node.children:
            bindings = [each for each in kind.children if each.name == "binding"]
            configuration.bindings += [Binding(kind.name, each.get("name"), each, document) for each in bindings]


def _framework(root: Node) -> str | None:
    """Return the target framework that a config names for its program or its web site."""
    for runtime in root.every("supportedRuntime"):
        if "Version=v" in runtime.get("sku"):
            return runtime.get("sku").rpartition("Version=v")[2]
    for runtime in root.every("httpRuntime"):
        if runtime.get("targetFramework"):
            return runtime.get("targetFramework")
    return None
