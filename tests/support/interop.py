"""The interop matrix: its clients, and the organization that each of them is tried on."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from severakit.client import AuthenticationFailureError, Client, FaultError, NotFoundError
from severakit.contract import load_contract
from severakit.entities import Contact, ContactCommunicationMethod, Customer, Product
from severakit.store import access, administration, tables
from severakit.store.contents import add_file
from severakit.store.store import Store
from support.foreign_tools import npm_settings, require, run

HERE = Path(__file__).parents[1] / "interop"
ITEMS = [item["name"] for item in tomllib.loads((HERE / "items.toml").read_text("utf-8"))["item"]]
CLIENTS = sorted(path.parent.name for path in HERE.glob("clients/*/client.toml"))

TEXT = "Äijä & <Co> \"quoted\" 'too' Ωμέγα 株式会社 👩\u200d💻 €\nsecond line"
CONTENT = bytes(range(256)) * 3
RETRY_AFTER = 90
_QUOTA = 5000
_EMAIL_FOUND = "aino@example.com"
_UNKNOWN = "0" * 32
_BIRTH_SENT = "2024-02-29T00:00:00"
_PRICES = ["0.10", "-1.5", "98765432.1234567", "0", None]
_LONG_PRICE = "123456789012345678.123456789"
"""More digits than a double holds, and more than may be sent."""


@dataclass(frozen=True)
class World:
    """An organization of one client's own, and the GUIDs that the client is told of."""

    store: Store
    endpoint: str
    organization: int
    api_key: str
    variables: dict[str, str]

    def entities(self, type_name: str) -> list[dict[str, Any]]:
        """Return all entities of a type as the store holds them: members by name, values as they travel."""
        names = [member.name for member in load_contract().types[type_name].members]
        with self.store.read(self.organization) as session:
            return [dict(zip(names, row, strict=True)) for row in session.rows(type_name)]

    def named(self, type_name: str, name: str, **values: Any) -> dict[str, dict[str, Any]]:
        """Return the entities that have certain values, by the member that names them."""
        chosen = (each for each in self.entities(type_name) if all(each[key] == value for key, value in values.items()))
        return {each[name]: each for each in chosen}


def new_world(store: Store, endpoint: str, name: str) -> World:
    """Add an organization with what a client shall read; the API is open to its user."""
    organization = administration.add_organization(store, name)
    administration.set_organization(store, name, api_addon=True, terms_accepted=True, daily_quota=_QUOTA)
    email = "api@example.com"
    administration.add_user(store, email, organization=name, first_name="Api", last_name="User")
    administration.set_user(store, email, organization=name, api_right=True, api_enabled=True)
    api_key = administration.create_key(store, email, organization=name)
    with Client(endpoint, api_key) as client:
        account, other, left = (client.customer.add_new_customer(customer=Customer(name=each)) for each in "ABC")
        for contact in _contacts(account.guid):
            client.contact.add_new_contact(contact_info=contact)
        for number, price in enumerate([*_PRICES, None]):
            product = Product(code=f"P{number}", name=f"P{number}", unit_price=_decimal(price))
            client.product.add_new_product(product_info=product)
    with store.write(organization) as session:
        session.update(tables.accounts, left.guid, is_active=False)
        long = session.find(tables.products, code=f"P{len(_PRICES)}")
        session.update(tables.products, long["guid"], unit_price=Decimal(_LONG_PRICE))
        file = add_file(session, CONTENT, name="every byte.bin")
        user = session.find(tables.users, email=email)["guid"]
        session.update(tables.users, user, rights_account="All")
    guids = {"ACCOUNT": account.guid, "OTHER_ACCOUNT": other.guid, "FILE": file, "USER": user}
    variables = guids | {"TEXT": TEXT, "EMAIL": _EMAIL_FOUND, "SEVERA_ENDPOINT": endpoint, "SEVERA_API_KEY": api_key}
    return World(store, endpoint, organization, api_key, variables)


def _contacts(account: str) -> Iterator[Contact]:
    phone = ContactCommunicationMethod(type="Phone", value="+358 40 1", name="", is_forbidden_to_use=False)
    email = ContactCommunicationMethod(type="EmailAddress", value=_EMAIL_FOUND, is_forbidden_to_use=False)
    for name, title, birth, methods in (
        ("Full", "Johtaja", datetime(1984, 2, 29), [phone, email]),
        ("Empty", "", datetime(1899, 12, 31), [phone]),
        ("Null", None, None, []),
    ):
        yield Contact(
            account_guid=account,
            first_name=name,
            last_name=f" {TEXT} {name}",
            job_title=title,
            date_of_birth=birth,
            communication_methods=methods,
        )


def expected(world: World) -> dict[str, Any]:
    """Return what a client must have seen, by item; call it when the client is done."""
    used = _calls_today(world)
    contacts = world.named("Contact", "FirstName", AccountGUID=world.variables["ACCOUNT"])
    accounts = world.named("Account", "Name")
    (account,) = (each for each in accounts.values() if each["GUID"] == world.variables["ACCOUNT"])
    return {
        "wsdl": len(load_contract().operations),
        "lists": {"contacts": {name: _methods(each) for name, each in contacts.items()}, "none": 0},
        "write": {"UnitPrice": Decimal("99.95"), "VAT": Decimal(24), "Description": None},
        "nulls": {name: each["JobTitle"] for name, each in contacts.items()},
        "enums": {"found": ["Full"], "flags": sorted(accounts), "right": "All"},
        "dates": {
            "births": {name: each["DateOfBirth"] for name, each in contacts.items()},
            "inserted": account["InsertTS"],
            "sent": _BIRTH_SENT,
        },
        "decimals": {
            code: _decimal(product["UnitPrice"])
            for code, product in world.named("Product", "Code").items()
            if code != "NEW"
        },
        "text": {"read": {name: each["LastName"] for name, each in contacts.items()}, "sent": TEXT},
        "bytes": CONTENT.hex(),
        "faults": _refusals(world),
        "quota": {"limit": _QUOTA, "used": used},
        "downtime": {"status": 503, "retry_after": str(RETRY_AFTER)},
    }


def stored(world: World) -> dict[str, Any]:
    """Return what the store holds of what a client wrote, by item, in the form in which the client says it."""
    contact = world.named("Contact", "FirstName", AccountGUID=world.variables["OTHER_ACCOUNT"]).get("Sent", {})
    product = world.named("Product", "Code").get("NEW", {})
    return {
        "write": {name: product.get(name) for name in ("UnitPrice", "VAT", "Description")},
        "dates": {"sent": contact.get("DateOfBirth")},
        "text": {"sent": contact.get("LastName")},
    }


def normal(item: str, seen: Any) -> Any:
    """Return what a client says it saw with amounts as decimals, and sorted where there is no order."""
    if item in ("write", "decimals") and isinstance(seen, dict):
        return {name: value if name == "Description" else _decimal(value) for name, value in seen.items()}
    if item == "enums" and isinstance(seen, dict) and seen.get("flags"):
        return seen | {"flags": sorted(seen["flags"])}
    return seen


def _decimal(value: Any) -> Any:
    return None if value is None else Decimal(value)


def _methods(contact: dict[str, Any]) -> list[list[str]]:
    names = [member.name for member in load_contract().types["Contact.CommunicationMethod"].members]
    methods = [dict(zip(names, row, strict=True)) for row in contact["CommunicationMethods"]]
    return [[method["Type"], method["Value"]] for method in methods]


def _refusals(world: World) -> dict[str, list[str | None]]:
    with Client(world.endpoint, "not-a-key") as stranger, Client(world.endpoint, world.api_key) as client:
        return {
            "key": ["AuthenticationFailureException", _refusal(stranger, AuthenticationFailureError)],
            "guid": ["NotFoundException", _refusal(client, NotFoundError)],
        }


def _refusal(client: Client, error: type[FaultError]) -> str | None:
    try:
        client.product.get_product_by_guid(product_guid=_UNKNOWN)
    except error as refused:
        return refused.description
    raise AssertionError("The call was expected to be refused.")


def _calls_today(world: World) -> int:
    with world.store.reading() as connection:
        return access.calls_today(connection, world.organization, world.store.clock())


class Foreign:
    """A client of the matrix: its program, and what client.toml says of it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = HERE / "clients" / name
        self.told = tomllib.loads((self.folder / "client.toml").read_text("utf-8"))

    def deviation(self, item: str) -> Any:
        """Return what the client is said to see instead, None where it sees what it should."""
        said = self.told.get("deviates", {}).get(item)
        return None if said is None else json.loads(said["sees"], parse_float=Decimal)

    def see(self, world: World, folder: Path, **variables: str) -> dict[str, Any]:
        """Build and run the program in a folder and return what it printed."""
        require(*self.told["tools"])
        shutil.copytree(self.folder, folder)
        for file in self.told.get("files", []):
            shutil.copy(HERE.parents[1] / file, folder)
        for command in self.told.get("build", []):
            self._done(command, folder, world.variables | npm_settings())
        said = self._done(self.told["run"], folder, world.variables | variables)
        return {item: normal(item, seen) for item, seen in json.loads(said, parse_float=Decimal).items()}

    def _done(self, command: str, folder: Path, variables: dict[str, str]) -> str:
        done = run("sh", "-ec", command, folder=folder, variables=variables | {"TZ": "Europe/Helsinki"})
        assert done.returncode == 0, f"{self.name}: {command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout
