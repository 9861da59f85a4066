"""The words that the demo is made of: people, companies, places, projects, what was done.

People and companies are put together from parts, so that a large demo does not run out of names.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """What names, addresses and money look like in a country."""

    country: str
    country_name: str
    language: str
    currency: str
    legal_form: str
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    company_roots: tuple[str, ...]
    company_trades: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]
    """Postal code and town."""
    phone_prefix: str
    timezone: str
    hours_east: int
    """Hours before UTC, in winter."""

    def people(self) -> list[str]:
        """Return every full name that the parts make."""
        return [f"{first} {last}" for first in self.first_names for last in self.last_names]

    def companies(self) -> list[str]:
        """Return every company name that the parts make."""
        return [f"{root} {trade} {self.legal_form}" for root in self.company_roots for trade in self.company_trades]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FINLAND = Place(
    "FI",
    "Finland",
    "fi-FI",
    "EUR",
    "Oy",
    _words(
        "Aino Antti Eero Eeva Elina Hanna Heikki Helmi Ilkka Jaana Janne Jari Johanna Juha Jukka Kaisa Katri Kirsi "
        "Lauri Leena Maija Marika Markku Matti Mikko Minna Niina Olli Outi Paavo Petri Pirjo Päivi Riikka Risto "
        "Saara Sami Sanna Seppo Sini Tapio Teemu Terhi Tiina Timo Tuula Veera Ville Väinö Åke"
    ),
    _words(
        "Aaltonen Ahonen Hakala Heikkinen Hiltunen Hämäläinen Jokinen Järvinen Kallio Karjalainen Kinnunen Koivisto "
        "Korhonen Koskinen Laakso Lahtinen Laine Lehtonen Leppänen Lindroos Mäkelä Mäkinen Manninen Mattila Miettinen "
        "Niemi Nieminen Nurmi Ojala Pitkänen Rantanen Räsänen Saarinen Salminen Salonen Savolainen Toivonen Tuominen "
        "Turunen Virtanen"
    ),
    _words(
        "Hallavuo Harjula Honkasuo Ilvesranta Kaarnakoski Kalliolahti Karhusaari Koivulehto Kuusiranta Kyläkoski "
        "Lumikallio Merikaari Niittylahti Peurasuo Pihlajavuo Rantakoski Revontuli Saarijoki Suvanto Tuulenpesä "
        "Utuharju Valkeavuo Viherlampi Äyräspää"
    ),
    _words(
        "Energia Elintarvike Kiinteistöt Koneet Logistiikka Lääke Metalli Pakkaus Paperi Rakennus Sähkö Teknologia "
        "Telakka Vakuutus Verkot Vesi"
    ),
    _words(
        "Asemakatu Hakaniementie Hämeentie Itälahdenkatu Kauppakatu Keskuskatu Koulukatu Linnankatu Mannerheimintie "
        "Puistokatu Rantatie Satamakatu Tehtaankatu Yliopistonkatu"
    ),
    (
        ("00100", "Helsinki"), ("00500", "Helsinki"), ("02150", "Espoo"), ("01510", "Vantaa"), ("33100", "Tampere"),
        ("20100", "Turku"), ("90100", "Oulu"), ("40100", "Jyväskylä"), ("15110", "Lahti"), ("65100", "Vaasa"),
    ),
    "+358 40",
    "FLE Standard Time",
    2,
)  # fmt: skip

SWEDEN = Place(
    "SE",
    "Sweden",
    "sv-SE",
    "SEK",
    "AB",
    _words(
        "Agneta Anders Anna Annika Axel Birgitta Björn Camilla Carina Christer Ebba Elin Emma Erik Eva Fredrik Gunilla "
        "Gustav Göran Helena Henrik Håkan Ingrid Jenny Johan Jonas Karin Karl Kerstin Lars Lena Linnea Magnus Malin "
        "Maria Mats Mikael Nils Ola Oskar Per Pia Roger Sara Sofia Stefan Susanne Sven Ulla Åsa"
    ),
    _words(
        "Andersson Axelsson Bengtsson Berg Berglund Bergström Björk Ekström Eklund Engström Eriksson Forsberg "
        "Gustafsson Hansson Hedlund Holm Holmberg Jakobsson Johansson Jonsson Karlsson Larsson Lind Lindberg Lindgren "
        "Lindqvist Lindström Lundberg Lundgren Magnusson Nilsson Norberg Nyström Olsson Persson Sandberg Sjöberg "
        "Svensson Söderberg Öberg"
    ),
    _words(
        "Björkhaga Bredsjö Ekmarken Fjällbäck Granvik Gråsten Hamnskär Härnäs Klarälven Kronskog Lärkudde Mossvik "
        "Norrhaga Rönnäng Sandhamra Skärvik Solgläntan Stenkulla Tallmo Vinterviken Västerkulla Åkerlunda Älvsundet "
        "Östervåla"
    ),
    _words(
        "Bygg Data Energi Fastigheter Fordon Handel Industri Kraft Livsmedel Logistik Läkemedel Mekanik Papper Skog "
        "Teknik Verkstad"
    ),
    _words(
        "Björkvägen Drottninggatan Fabriksgatan Hamngatan Industrivägen Järnvägsgatan Klarabergsgatan Kungsgatan "
        "Norrgatan Skolgatan Storgatan Sveavägen Torggatan Västergatan"
    ),
    (
        ("111 20", "Stockholm"), ("113 30", "Stockholm"), ("169 51", "Solna"), ("411 05", "Göteborg"),
        ("211 20", "Malmö"), ("753 20", "Uppsala"), ("582 22", "Linköping"), ("702 10", "Örebro"), ("903 25", "Umeå"),
    ),
    "+46 70",
    "W. Europe Standard Time",
    1,
)  # fmt: skip

NORWAY = Place(
    "NO",
    "Norway",
    "nb-NO",
    "NOK",
    "AS",
    _words(
        "Anne Arne Astrid Bente Berit Bjørn Eirik Elisabeth Espen Frode Geir Grete Gunnar Hege Heidi Hilde Håvard "
        "Ida Inger Ingvild Ivar Jan Jorunn Kari Kjell Knut Kristin Liv Magne Marit Marte Morten Nina Odd Ole Randi "
        "Ragnhild Rune Sigrid Silje Sindre Siri Solveig Stian Svein Terje Tone Tor Trond Øystein"
    ),
    _words(
        "Andersen Bakke Berge Bråten Bøe Dahl Eide Eriksen Fossum Gundersen Hagen Halvorsen Hansen Haugen Henriksen "
        "Holmen Iversen Jacobsen Johansen Kristiansen Larsen Lie Lien Lund Moen Myhre Nguyen Nilsen Olsen Pedersen "
        "Rasmussen Ruud Sandvik Solberg Solheim Strand Sørensen Tangen Thorsen Ødegård"
    ),
    _words(
        "Bjørkelund Breivika Fjellheim Fossdal Granli Havbris Isfjell Kvernøy Lyngvær Morild Nordvik Rimfrost Sjøholm "
        "Skogly Småfjell Solvær Stordal Straumen Tindvær Vestskjær Vidsyn Ølveskog Åsgrend Årdalsbru"
    ),
    _words(
        "Bygg Eiendom Energi Fisk Havbruk Industri Kraft Logistikk Maritim Mekanikk Offshore Olje Rederi Teknologi "
        "Transport Vind"
    ),
    _words(
        "Bryggegata Bjørnveien Fabrikkveien Fjordveien Havnegata Industriveien Kirkegata Elveveien Parkveien "
        "Sjøgata Skolegata Stasjonsveien Storgata Strandgata"
    ),
    (
        ("0150", "Oslo"), ("0250", "Oslo"), ("1366", "Lysaker"), ("5003", "Bergen"), ("7010", "Trondheim"),
        ("4006", "Stavanger"), ("9008", "Tromsø"), ("4610", "Kristiansand"), ("6002", "Ålesund"),
    ),
    "+47 90",
    "W. Europe Standard Time",
    1,
)  # fmt: skip

DENMARK = Place(
    "DK",
    "Denmark",
    "da-DK",
    "DKK",
    "A/S",
    _words(
        "Anders Anette Birthe Bo Brian Charlotte Claus Dorte Emil Flemming Frederik Gitte Hanne Helle Henning Ib Inge "
        "Jens Jesper Jette Jørgen Kaj Kim Kirsten Lene Lise Lone Mads Merete Mette Mikkel Niels Pernille Peter Poul "
        "Rasmus Rikke Simon Søren Tine Troels Ulrik Vibeke Åge"
    ),
    _words(
        "Andreasen Bach Bertelsen Brandt Christensen Christiansen Clausen Dam Frandsen Friis Holst Højgaard Iversen "
        "Jensen Jeppesen Jessen Juul Jørgensen Kjær Knudsen Kofoed Krogh Lauridsen Lassen Madsen Mikkelsen Mortensen "
        "Møller Nissen Nørgaard Overgaard Paulsen Ravn Schmidt Skov Thomsen Toft Vestergaard Winther Østergaard"
    ),
    _words(
        "Bøgelund Egeskov Fjordholm Grønbæk Havnbjerg Hvidsten Kløverdal Klitmark Lyngbakken Nordmark Piledal "
        "Rosenvænge Rørmose Skagenbro Solbjerg Strandmark Sundholm Søhøj Vesterhav Ærøsund Åbrink Ådal"
    ),
    _words("Byg Energi Fødevarer Handel Industri Logistik Medico Mejeri Møbler Rederi Teknik Transport Vind"),
    _words("Algade Banegårdsplads Bredgade Fabriksvej Havnegade Industrivej Nørregade Skolegade Strandvej Vestergade"),
    (
        ("1050", "København"), ("2100", "København"), ("2800", "Lyngby"), ("8000", "Aarhus"), ("5000", "Odense"),
        ("9000", "Aalborg"), ("6700", "Esbjerg"), ("7100", "Vejle"),
    ),
    "+45 31",
    "Romance Standard Time",
    1,
)  # fmt: skip

GERMANY = Place(
    "DE",
    "Germany",
    "de-DE",
    "EUR",
    "GmbH",
    _words("Anja Bernd Claudia Dirk Frank Heike Jürgen Katrin Lukas Monika Stefan Sabine Tobias Ute Uwe Wolfgang"),
    _words("Bauer Braun Fischer Fuchs Groß Huber Jäger Keller König Krüger Lange Müller Neumann Schäfer Vogel Weiß"),
    _words("Birkental Elbufer Fichtenau Hansekai Lindenbrück Moorfeld Nordheide Ostseekamp Rügenwald Seegrund"),
    _words("Anlagenbau Antriebe Handel Logistik Maschinen Medizintechnik Solar Verpackung"),
    _words("Bahnhofstraße Gartenstraße Hafenstraße Hauptstraße Industriestraße Lindenallee Schulstraße"),
    (("20095", "Hamburg"), ("10115", "Berlin"), ("18055", "Rostock"), ("28195", "Bremen"), ("24103", "Kiel")),
    "+49 151",
    "W. Europe Standard Time",
    1,
)

ESTONIA = Place(
    "EE",
    "Estonia",
    "et-EE",
    "EUR",
    "OÜ",
    _words("Anu Indrek Jaan Kadri Katrin Kristjan Liis Maarja Margus Märt Piret Priit Rain Tanel Triin Urmas Ülle"),
    _words("Ilves Kask Kaasik Koppel Kukk Kuusk Lepik Mets Mägi Oja Pärn Rebane Saar Sepp Tamm Vaher Võsu"),
    _words("Hõbekivi Kadakamäe Laevasadama Lõunakaar Meretuule Põhjala Rannaküla Saaremaa Tammiku Ülejõe"),
    _words("Ehitus Energia Kaubandus Logistika Puit Tarkvara Toit Tööstus"),
    _words("Kadaka Lai Liivalaia Narva Pikk Pärnu Raekoja Sadama Tartu Viru"),
    (("10111", "Tallinn"), ("10145", "Tallinn"), ("51003", "Tartu"), ("80010", "Pärnu")),
    "+372 51",
    "FLE Standard Time",
    2,
)

PLACES = {place.country: place for place in (FINLAND, SWEDEN, NORWAY, DENMARK, GERMANY, ESTONIA)}

SPECIALITIES = (
    "Software", "Data & Analytics", "Cloud", "Design", "Integration", "Business Consulting", "Security", "Quality",
)  # fmt: skip

TITLES = ("Junior consultant", "Consultant", "Senior consultant", "Lead consultant", "Architect")

JOBS = (
    "Chief executive", "Chief financial officer", "IT manager", "Head of development", "Purchasing manager",
    "Project manager", "Accountant", "Product owner", "HR manager",
)  # fmt: skip

PROJECTS = (
    "Customer portal", "ERP integration", "Data warehouse", "Reporting & KPIs", "Mobile app", "Web shop renewal",
    "Cloud migration", "Service design", "Invoice automation", "Payroll interface", "Security review",
    "Test automation", "Maintenance & support", "Process development", "Master data clean-up", "Intranet",
    "Field service app", "Warehouse system", "Energy reporting", "API platform",
)  # fmt: skip

PHASES = (
    ("Specification", "Consulting"),
    ("Design", "Design"),
    ("Implementation", "Software development"),
    ("Testing & acceptance", "Testing"),
    ("Training & rollout", "Training"),
)
"""The phases of a project, in order, each with the work type that is mostly done in it."""

SUBPHASES = ("Integrations", "User interface", "Data model & migration")

INTERNAL_PHASES = (
    ("Administration", "Internal work"),
    ("Sales & offers", "Sales support"),
    ("Own training", "Internal work"),
    ("Recruitment", "Internal work"),
)

_WORK = (
    "Workshop with the customer", "Interviews & notes", "Review of the specification", "Backlog refinement",
    "Weekly meeting", "Steering group, memo", "API <-> ERP mapping", "Totals < 0 in the month report: cause found",
    "Hours > 999 refused, message made clearer", "Import of price lists", "Data model for orders & invoices",
    "Test cases for \"credit note\"", "Bug fixes after acceptance", "Release to production", "Documentation",
    "Code review", "Performance of the monthly run", "Access rights & roles", "User training, group 2",
    "Määrittelypalaveri asiakkaan kanssa", "Rajapinnan testaus ja korjaukset", "Käyttöönoton tuki, päivä 1",
    "Työpaja: myynti & laskutus", "Tilausten siirto, ääkköset korjattu", "Katselmointi ja pöytäkirja",
    "Projektmöte och protokoll", "Förstudie: ärendeflöde", "Gränssnitt mot ekonomisystemet", "Utbildning för säljare",
    "Åtgärder efter test, körning 3", "Møte med økonomiavdelingen", "Feilretting, avstemming & rapport",
    "Oppsett av nytt miljø", "Opplæring på årsavslutning", "Kravspecifikation, gennemgang", "Afstemning af moms",
    "Fejlsøgning på ordreflow", "Support før lønkørsel",
)  # fmt: skip
_TAILS = ("", ", part 2", " (remote)", ", follow-up", " & e-mail", ": done", "; ticket 1047", "; ticket 2210")

DESCRIPTIONS = tuple(work + tail for tail in _TAILS for work in _WORK)
"""What hour entries say was done, in the languages of the offices and with characters that markup must escape."""
