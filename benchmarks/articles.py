"""Articles as a day's news has them, made up: desks, outlets, names, sentences with and without events.

`articles(count)` gives the same ones for the same seed. What share of them tells of events is a guess at a day of
the world's news, stated in DESKS; every figure that is measured on them says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

WORDS = 450
"""Of an article, about."""


class Desk(NamedTuple):
    """A kind of article: its share of all, and that of its sentences that tell of an event."""

    share: float
    dense: float
    events: tuple[str, ...]
    others: tuple[str, ...]


PEOPLE = """Anna Kowalska|Viktor Orlov|Fatima Haddad|John Mensah|Maria Santos|Li Wei|Peter Novak|Amina Diallo|Carlos
Rivera|Helen Brooks|Yusuf Demir|Ingrid Larsen|Rahul Mehta|Grace Okafor|Dmitri Petrov|Sofia Rossi|Omar Khalil|Emma Clarke"""
PLACES = """Minsk|Lagos|Jakarta|Bogota|Warsaw|Nairobi|Manila|Athens|Leeds|Dhaka|Lima|Tunis|Karachi|Ottawa|Lyon|Accra|Kyiv
|Santiago"""
BODIES = """the health ministry|the Teachers' Union|Northern Rail|the city council|the interior ministry|the central bank
|Harbour Logistics|the high court|the opposition Civic Party|the police|the army|Green Valley Mining|the foreign ministry
|the European Commission|the dock workers' union|the farmers' league"""
ACTS = (
    "{person} told reporters in {place} on {day} that {body} had rejected the offer of {body2}.",
    "Police arrested {n} people after a march through {place} on {day}, according to {body}.",
    "Workers at {body2} walked off the job on {day}, demanding a pay rise of {small} percent.",
    "{body} accused {person} of having misled parliament over the contract with {body2}.",
    "{person}, who leads {body2}, met {person2} in {place} on {day} to discuss the dispute.",
    "Gunmen killed {small} soldiers near {place} on {day}, {body} said.",
    "{body} imposed a curfew in {place} after {n} demonstrators clashed with police.",
    "The government agreed on {day} to send food and medicine worth {n} million dollars to {place}.",
    "A court in {place} sentenced {person} to {small} years in prison on {day}.",
    "{person} threatened to call a strike unless {body} withdrew the plan.",
    "{body} suspended talks with {body2} on {day}, blaming {person}.",
    "Hundreds of students blocked the main road of {place} in protest against {body}.",
    "{body} released {small} of the detained fishermen on {day}, {person2} said.",
)
CALM = (
    "The building, which dates from the {n}s, stands at the corner of two quiet streets near the old market of {place}.",
    "About {n} people live in the valley, most of them from growing apples, beans and a little tobacco.",
    "{person} was born in {place} and studied engineering before she turned to writing for the stage.",
    "The river rises in the hills to the north and reaches the sea some {n} kilometres further on.",
    "It is the third year in a row in which prices have grown faster than wages in the region around {place}.",
    "Analysts had expected a figure of {small} percent, slightly more than in the quarter before.",
    "There are {n} rooms on four floors, and the view over the bay is said to be the best in {place}.",
    "The method is not new: it was first described by {person2} in a short paper some {small} years ago.",
    "For many families the train is the only way to reach the larger shops and the hospital.",
    "Its annual report runs to {n} pages and lists everything from paper clips to bridges.",
    "Nobody knows exactly how many of the birds are left, but {n} would be a cautious guess.",
)
SPORT = (
    "{person} scored twice in the second half as the visitors came from behind to win {small}-1 in front of {n} fans.",
    "The midfielder, {small} and in his first season with the club, has played every match since the autumn.",
    "It was their {small}th win in a row and lifts them to the top of the table with {n} points.",
    "Her time of {small} minutes was the fastest of the year and only a second short of the record.",
    "The coach was pleased with the defence but not with the passing, which he called slow and careless.",
    "{place} had the better of the opening minutes without creating a clear chance in front of goal.",
    "The final will be played in {place} on {day}, weather permitting, before a crowd of about {n}.",
)
MARKETS = (
    "Shares in the company rose {small} percent to {n} in early trading on {day}, their highest since the spring.",
    "Revenue grew to {n} million dollars in the quarter, helped by lower costs and a weaker currency.",
    "The yield on the ten-year bond was little changed at {small} percent.",
    "Oil slipped below {n} dollars a barrel as traders weighed the outlook for demand.",
    "The firm employs {n} people in {place} and makes parts for pumps, lifts and wind turbines.",
    "{person}, an economist in {place}, put the chance of a cut this year at one in {small}.",
)
SKIES = (
    "Rain will spread from the west on {day}, heavy at times over the hills around {place}.",
    "Temperatures are to reach {small} degrees in the south, a little above what is usual for the season.",
    "Winds of up to {n} kilometres an hour are possible along the coast before the front moves on.",
    "The night stays dry and mostly clear, with patches of fog in the valleys towards morning.",
)
ARTS = (
    "The film follows a young nurse through a single night in {place} and lasts a little over {small} hours.",
    "{person} plays the uncle with a dry humour that keeps the slow middle part alive.",
    "The exhibition brings together {n} drawings, some of them shown here for the first time.",
    "Her third novel is set in {place} between the wars and tells the story of two sisters and a piano.",
    "Tickets cost {small} euros and can be had at the door or on the theatre's page.",
)
DESKS: dict[str, Desk] = {
    "politics": Desk(0.20, 0.40, ACTS, CALM),
    "labour and courts": Desk(0.10, 0.45, ACTS, CALM),
    "business": Desk(0.20, 0.08, ACTS, (*MARKETS, *CALM)),
    "sport": Desk(0.22, 0.00, ACTS, SPORT),
    "local": Desk(0.14, 0.12, ACTS, (*CALM, *ARTS)),
    "culture": Desk(0.08, 0.02, ACTS, (*ARTS, *CALM)),
    "weather": Desk(0.06, 0.00, ACTS, (*SKIES, *CALM)),
}
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"


def articles(count: int, seed: int = 1, words: int = WORDS) -> Iterator[dict[str, str]]:
    """Rows of id, title, date, source, url and text, of at least so many words."""
    random = Random(seed)
    shares = [desk.share for desk in DESKS.values()]
    for number in range(count):
        (name,) = random.choices(list(DESKS), shares)
        yield {
            "id": f"{seed}-{number}",
            "url": f"https://example.org/{seed}/{number}",
            "title": f"{name.title()}: {random.choice(_split(PLACES))} today",
            "date": f"2026-11-{random.randint(1, 28):02d}",
            "source": f"Outlet {random.randint(1, 400)}",
            "text": _text(DESKS[name], random, words),
        }


def _text(desk: Desk, random: Random, least: int) -> str:
    paragraphs, words = [], 0
    while words < least:
        sentences = [_sentence(desk, random) for _ in range(random.randint(2, 4))]
        paragraphs.append(" ".join(sentences))
        words += sum(sentence.count(" ") + 1 for sentence in sentences)
    return "\n\n".join(paragraphs)


def _sentence(desk: Desk, random: Random) -> str:
    pattern = random.choice(desk.events if random.random() < desk.dense else desk.others)
    text = pattern.format(
        person=random.choice(_split(PEOPLE)),
        person2=random.choice(_split(PEOPLE)),
        place=random.choice(_split(PLACES)),
        body=random.choice(_split(BODIES)),
        body2=random.choice(_split(BODIES)),
        day=random.choice(_split(DAYS)),
        n=random.randint(11, 990),
        small=random.randint(2, 9),
    )
    return text[0].upper() + text[1:]


def _split(names: str) -> list[str]:
    return [" ".join(name.split()) for name in names.split("|")]


def write_shards(folder: Path, count: int, shards: int, seed: int = 1, words: int = WORDS) -> list[Path]:
    """So many articles as JSON Lines in so many files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number:04}.jsonl" for number in range(shards)]
    rows = [json.dumps(row) + "\n" for row in articles(count, seed, words)]
    for number, path in enumerate(paths):
        path.write_text("".join(rows[number::shards]), encoding="utf-8")
    return paths
