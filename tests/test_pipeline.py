"""What holds for every report, whatever stands in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.learn import Phrase, Proposal
from tocsin.model import Coding, Sentence, Span
from tocsin.pipeline import Coder

WORDS = (
    *(
        "Police",
        "workers",
        "the union",
        "struck",
        "beat",
        "nine miners",
        "in Lima",
        "on Monday",
        "“Go!”",
        "said that",
    ),
    *(
        "will not",
        "1,700 people",
        "Mr. Ruiz",
        "\\$500",
        "**march**",
        "&amp;",
        "𝔘𝔫",
        "مظاهرة\u202e",
        "(",
        ")",
        ".",
        ",",
    ),
    *(";", "\n\n", "\n", "-", "*", "#", "May 2019", "strike of", "at", "against"),
)
REPORTS = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
LOADED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def spans(coding: Coding) -> Iterator[Span | None]:
    """Every span that a coding points to."""
    for event in coding.events:
        yield from (event.trigger, event.sentence)
        yield from (p.span for p in (*event.actors, *event.recipients))
        yield event.place.span if event.place else None
        yield event.date.span if event.date else None
        yield from (size.span for size in event.sizes)
        yield from (step.span for step in event.steps)
    yield from (figure.quantity.span for figure in coding.figures)
    yield from (quotation.span for quotation in coding.quotations)
    yield from (mention.span for entity in coding.entities for mention in entity.mentions)


@given(report=REPORTS)
@LOADED
def test_every_span_lies_in_the_file_and_holds_text(coder: Coder, report: str) -> None:
    coding = coder.code(report.encode(), "x.txt")
    for span in filter(None, spans(coding)):
        assert 0 <= span.start < span.end <= len(coding.document.text)
        assert span.of(coding.document.text).strip()


@given(report=REPORTS, before=REPORTS)
@LOADED
def test_the_same_report_gives_the_same_coding_whatever_came_before(
    coder: Coder, report: str, before: str
) -> None:
    first = coder.code(report.encode(), "x.txt")
    coder.code(before.encode(), "y.txt")
    assert coder.code(report.encode(), "x.txt") == first


@given(data=st.binary(max_size=400))
@LOADED
def test_no_bytes_break_the_coder(coder: Coder, data: bytes) -> None:
    coding = coder.code(data, "x.bin")
    assert coding.document.name == "x.bin"


def test_every_drop_has_a_reason(coder: Coder) -> None:
    coding = coder.code(b"The union demanded the release of nine miners. The strike price rose.", "x.txt")
    assert {d.reason for d in coding.dropped} >= {"content of REQUEST"}
    assert all(d.reason for d in coding.dropped)


def test_ids_tell_findings_apart_and_do_not_change(coder: Coder) -> None:
    text = b"Nurses and cooks struck on Monday. Police beat two students and arrested nine."
    ids = [event.id for event in coder.code(text, "x.txt").events]
    assert len(set(ids)) == len(ids)
    assert ids == [event.id for event in coder.code(text, "y.txt").events]


def test_what_is_not_english_is_not_coded_the_second_time_either(coder: Coder) -> None:
    polish = (
        "MIŃSK, 17 sierpnia 2020 - Robotnicy zastrajkowali w poniedziałek, ponieważ firma nie wypłaciła im "
        "pensji, a rząd nie chciał z nimi rozmawiać. Protest, strike, demonstration."
    )
    coding = coder.code(polish.encode(), "x.txt")
    assert coding.document.language == "pl"
    again = coder.code_again(coding)
    assert (again.events, again.problems) == ((), coding.problems)
    assert any(problem.fatal for problem in again.problems)


class Pointer:
    """A tagger that knows one event, in the last sentence, and takes words of the first for its parts."""

    name = "points back"

    def __init__(
        self,
        *,
        actor: str = "",
        place: str = "",
        date: str = "",
        at: str = "arrested",
        kind: str = "COERCE",
        sure: float = 0.9,
    ) -> None:
        self.actor, self.place, self.date, self.at, self.kind, self.sure = actor, place, date, at, kind, sure

    def tag(
        self,
        sentences: Sequence[Sentence],
        wanted: Sequence[bool] | None = None,
        worth: Callable[[int, float], bool] | None = None,
    ) -> tuple[tuple[Proposal, ...], ...]:
        """As any tagger does."""
        known = replace(
            _marked(sentences[-1], self.at, self.kind, 0.99),
            actors=_phrase(sentences[0], self.actor, self.sure),
            places=_phrase(sentences[0], self.place, self.sure),
            dates=_phrase(sentences[0], self.date, self.sure),
        )
        return (*(() for _ in sentences[:-1]), (known,))


class Marker:
    """A tagger that marks words with types, each as sure as it is told."""

    name = "marks words"

    def __init__(self, *marks: tuple[str, str, float], modes: tuple[tuple[str, float], ...] = ()) -> None:
        self.marks, self.modes = marks, modes

    def tag(
        self,
        sentences: Sequence[Sentence],
        wanted: Sequence[bool] | None = None,
        worth: Callable[[int, float], bool] | None = None,
    ) -> tuple[tuple[Proposal, ...], ...]:
        """As any tagger does."""
        return tuple(
            tuple(replace(_marked(s, *mark), modes=self.modes) for mark in self.marks if mark[0] in s.text)
            for s in sentences
        )


def _marked(sentence: Sentence, word: str, kind: str, sure: float) -> Proposal:
    start = sentence.text.index(word)
    return Proposal(
        start=start,
        end=start + len(word),
        type=kind,
        probability=sure,
        types=((kind, sure),),
        modes=(),
        status=(),
        voice=(("attributed", 1.0),),
        day=(("told", 1.0),),
        actors=(),
        recipients=(),
        places=(),
        dates=(),
    )


def _phrase(sentence: Sentence, words: str, sure: float) -> tuple[Phrase, ...]:
    start = sentence.text.index(words)
    return (Phrase(sentence.index, start, start + len(words), sure, ()),) if words else ()


def test_who_speaks_in_one_sentence_is_not_looked_for_in_another(coder: Coder) -> None:
    pointing = Coder(coder.codebook, coder.analyser, Pointer(actor="We"), name="both")
    coding = pointing.code(
        b"The march ended.\n\nWe left at noon. Three of the men who had come to the square on Sunday "
        b"morning were arrested, the ministry of the interior said.",
        "report.txt",
    )
    assert [(e.type, [a.text for a in e.actors]) for e in coding.events] == [("COERCE", ["We"])]


def test_a_place_that_no_table_knows_is_read_from_where_the_model_points(coder: Coder) -> None:
    pointing = Coder(coder.codebook, coder.analyser, Pointer(place="ore tippler"), name="both")
    report = "A quiet day.\n\nIn Lima nobody passed the ore tippler. Nine men were arrested."
    (event,) = pointing.code(report.encode(), "report.txt").events
    assert event.place is not None
    assert (event.place.text, event.place.name) == ("the ore tippler", "the ore tippler, Lima")
    assert event.place.span is not None
    assert report[event.place.span.start : event.place.span.end] == "the ore tippler"


@pytest.mark.parametrize(
    ("report", "word", "kind"),
    [
        ("The Security Council met in Geneva at France's request.", "France", "REQUEST"),
        ("The navy responded with air strikes on three villages.", "responded", "ASSAULT"),
        ("No arrests were reported after the march.", "reported", "COERCE"),
    ],
)
def test_a_model_that_marks_another_word_of_a_trigger_finds_no_other_event(
    coder: Coder, report: str, word: str, kind: str
) -> None:
    marking = Coder(coder.codebook, coder.analyser, Pointer(at=word, kind=kind), name="both")
    coding = marking.code(report.encode(), "report.txt")
    assert word not in [e.trigger.of(report) for e in coding.events]


def test_who_offers_to_act_on_a_day_does_not_offer_it_on_that_day(coder: Coder) -> None:
    marking = Coder(
        coder.codebook, coder.analyser, Pointer(at="offered", kind="AGREE", date="Thursday"), name="both"
    )
    report = b"The minister offered to chair a meeting of both unions on Thursday."
    coding = marking.code(report, "report.txt", dt.date(2020, 8, 18))
    assert [e.date for e in coding.events if e.type == "AGREE"] == [None]


@pytest.mark.parametrize(("sure", "found"), [(0.45, ["demanding"]), (0.99, ["issued"])])
def test_what_is_asked_is_lost_only_where_the_asking_is_an_event(
    coder: Coder, sure: float, found: list[str]
) -> None:
    marks = Marker(("issued", "REQUEST", sure), ("demanding", "REQUEST", 0.9))
    report = "The rebels issued a declaration demanding the return of their land."
    coding = Coder(coder.codebook, coder.analyser, marks, name="both").code(report.encode(), "report.txt")
    assert [e.trigger.of(report).split()[0] for e in coding.events if e.type == "REQUEST"] == found


def test_what_is_lifted_was_there(coder: Coder) -> None:
    marks = Marker(("lifted", "CONCEDE", 0.99), ("blockade", "PROTEST", 0.9))
    report = "Couriers lifted their six-hour blockade of the centre."
    coding = Coder(coder.codebook, coder.analyser, marks, name="both").code(report.encode(), "report.txt")
    assert {e.type for e in coding.events} == {"CONCEDE", "PROTEST"}


def test_a_noun_and_the_verb_that_lends_it_its_doer_are_one_event(coder: Coder) -> None:
    marks = Marker(("completed", "CONCEDE", 0.8), ("withdrawal", "RETREAT", 0.9))
    report = "Rebel fighters completed their withdrawal from the town."
    coding = Coder(coder.codebook, coder.analyser, marks, name="both").code(report.encode(), "report.txt")
    assert [(e.type, e.trigger.of(report)) for e in coding.events] == [("RETREAT", "withdrawal")]
    assert {d.reason for d in coding.dropped if d.stage == "code"} == {"another type is likelier"}


def test_who_sees_a_ban_sees_the_threat_of_one(coder: Coder) -> None:
    marks = Marker(("prohibit", "COERCE", 0.9))
    report = "Canada announced it would prohibit all arms sales to the junta."
    coding = Coder(coder.codebook, coder.analyser, marks, name="both").code(report.encode(), "report.txt")
    assert [(e.type, e.trigger.of(report)) for e in coding.events] == [("THREATEN", "prohibit")]


def test_a_place_in_the_name_of_a_body_is_not_the_body(coder: Coder) -> None:
    report = "The Kenya Medical Association spoke. Police arrested nine people."
    tagger = Pointer(place="Kenya")
    coding = Coder(coder.codebook, coder.analyser, tagger, name="both").code(report.encode(), "report.txt")
    (event,) = coding.events
    assert event.place is not None
    assert (event.place.name, event.place.text) == ("Kenya", "Kenya")


@pytest.mark.parametrize(
    ("sentence", "doers"),
    [
        ("Warplanes struck the hills after rockets were fired into the town.", []),
        ("Warplanes circled as they had fired rockets into the town.", ["Warplanes"]),
    ],
)
def test_a_clause_beside_another_may_leave_its_doer_open(
    coder: Coder, sentence: str, doers: list[str]
) -> None:
    tagger = Pointer(actor="Warplanes", at="fired", kind="ASSAULT", sure=0.7)
    coding = Coder(coder.codebook, coder.analyser, tagger, name="both").code(sentence.encode(), "report.txt")
    (event,) = (e for e in coding.events if "fired" in e.trigger.of(sentence))
    assert [actor.name for actor in event.actors] == doers


@pytest.mark.parametrize(
    ("modes", "found"),
    [
        ((("assist", 0.9), ("change", 0.1)), ("assist",)),
        ((("assist", 0.9), ("change", 0.4)), ("change",)),
        ((("assist", 0.7),), ("change",)),
    ],
)
def test_a_mode_that_the_model_is_sure_of_stands_for_an_unlikely_one(
    coder: Coder, modes: tuple[tuple[str, float], ...], found: tuple[str, ...]
) -> None:
    report = b"Teachers demanded higher wages."
    marks = Marker(("demanded", "REQUEST", 0.9), modes=modes)
    coding = Coder(coder.codebook, coder.analyser, marks, name="both").code(report, "report.txt")
    assert [event.modes for event in coding.events] == [found]
