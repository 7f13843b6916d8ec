"""The trained coder: spans to word pieces and back, findings from probabilities, proposals from sentences."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

np = pytest.importorskip("numpy")
pytest.importorskip("onnxruntime")
pytest.importorskip("tokenizers")

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers  # noqa: E402

from tocsin.analyse import load_analyser  # noqa: E402
from tocsin.learn import WEIGHTS, LearnMissing, load_tagger  # noqa: E402
from tocsin.learn.data import GoldEvent, GoldPart, read_story, span_of, words_of  # noqa: E402
from tocsin.learn.decode import DOUBTFUL, peaks, phrases  # noqa: E402
from tocsin.learn.fresh import carry_over, fresh_heads  # noqa: E402
from tocsin.learn.labels import Day, Labels  # noqa: E402
from tocsin.learn.lesson import Lesson, Supposed, lesson_targets  # noqa: E402
from tocsin.learn.pieces import LONGEST, Pieces, cut, join, windows  # noqa: E402
from tocsin.learn.proposal import Proposal  # noqa: E402
from tocsin.learn.tagger import FILES, Tagger  # noqa: E402
from tocsin.learn.targets import targets  # noqa: E402
from tocsin.model import Sentence, Span  # noqa: E402
from tocsin.pipeline import load_coder  # noqa: E402
from tocsin.read import read_document  # noqa: E402
from tocsin.split import split_document  # noqa: E402

LABELS = Labels(
    types=("PROTEST", "COERCE"),
    modes=(("PROTEST", "strike"), ("COERCE", "arrest")),
    sectors=("LAB", "COP"),
    threshold=0.5,
    layers=1,
)


def sentences_of(text: str) -> tuple[Sentence, ...]:
    document, _ = read_document(text.encode("utf-8", "surrogatepass"), "test.md")
    assert document is not None
    return split_document(document)


def letters() -> Tokenizer:
    """BERT's rules of words, with letters for pieces: what the shipped tokenizer does, without its file."""
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789.,'\"-$()"
    pieces = ["[UNK]", *alphabet, *(f"##{letter}" for letter in alphabet)]
    tokenizer = Tokenizer(models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


LETTERS = letters()


# ------------------------------------------------------------------ words and pieces

texts = st.text(max_size=60) | st.text("aé ñ.,-'1$\t\n\u0301\u200bИ中😀", max_size=60)


@given(texts, st.data())
def test_words_come_back_from_their_pieces_without_loss(text: str, data: st.DataObject) -> None:
    (pieces,) = cut(LETTERS, [text])
    count = len(pieces.first)
    assert all(a < b for a, b in zip(pieces.starts, pieces.ends, strict=True))
    assert all(b <= a for b, a in zip(pieces.ends, pieces.starts[1:], strict=False))
    if count:
        first = data.draw(st.integers(0, count - 1))
        words = range(first, data.draw(st.integers(first + 1, count)))
        assert pieces.words(*pieces.span(words)) == words


@given(texts, st.integers(0, 60), st.integers(1, 20))
def test_any_stretch_is_within_the_words_it_touches(text: str, start: int, length: int) -> None:
    (pieces,) = cut(LETTERS, [text])
    words = pieces.words(start, start + length)
    touched = [k for k, a in enumerate(pieces.starts) if a < start + length and pieces.ends[k] > start]
    assert list(words) == touched


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["the", "strike", r"\$5", "**riot**", "it's", "U.S."]), min_size=1, max_size=30)
)
def test_gold_spans_of_words_come_back_from_the_raw_file(parts: list[str]) -> None:
    text = "It began. " + "\n".join(" ".join(parts[i : i + 5]) for i in range(0, len(parts), 5)) + " today.\n"
    for sentence in sentences_of(text):
        (pieces,) = cut(LETTERS, [sentence.text])
        for first in range(len(pieces.first)):
            for last in range(first + 1, len(pieces.first) + 1):
                words = range(first, last)
                assert words_of(sentence, pieces, span_of(sentence, pieces, words)) == words


def test_a_long_word_is_one_word() -> None:
    (pieces,) = cut(LETTERS, ["walked off"])
    assert pieces.span(range(1)) == (0, 6)
    assert len(pieces.ids) == 9


@given(st.lists(st.integers(1, 40), max_size=30), st.integers(1, 64), st.integers(1, 64))
def test_windows_hold_every_sentence_once_in_order(sizes: list[int], most: int, opening: int) -> None:
    pieces = [Pieces((1,) * size, (0,), (0,), (1,)) for size in sizes]
    seams = list(windows(pieces, most, opening))
    assert [k for seam in seams for k in seam] == list(range(len(sizes)))
    for n, seam in enumerate(seams):
        room = most if n else opening
        assert len(seam) == 1 or sum(sizes[k] + 1 for k in seam) <= room


@given(st.lists(st.integers(1, 40), max_size=60))
def test_windows_without_an_opening_are_even(sizes: list[int]) -> None:
    pieces = [Pieces((1,) * size, (0,), (0,), (1,)) for size in sizes]
    seams = list(windows(pieces, 100))
    assert [k for seam in seams for k in seam] == list(range(len(sizes)))
    filled = [sum(sizes[k] + 1 for k in seam) for seam in seams]
    assert all(size <= 100 for size in filled)
    if filled:
        assert max(filled) - min(filled) <= 2 * 41 + 20  # a sentence at either end, and rounding


def test_a_window_marks_paragraphs_and_ends_where_the_encoder_does() -> None:
    pieces = cut(LETTERS, ["ab c", "d", "x " * 600])
    window = join(pieces, [0, 1, 1], range(3))
    assert len(window.ids) == LONGEST + 1
    assert window.ids[4] == window.ids[-1] == 102
    assert window.at[:3] == (1, 3, 5)
    assert max(window.at) < LONGEST


# ------------------------------------------------------------------ decoding


@pytest.mark.parametrize(
    ("column", "found"),
    [
        ("0 0 0", ""),
        (".1 .6 .1", "1"),
        (".5 .6 0", "1"),  # neighbours are one trigger
        (".5 0 .6", "0 2"),  # both sure
        (".2 0 .6", "2"),
        (".2 0 0 0 .6", "0 4"),
    ],
)
def test_the_best_word_of_a_run_is_the_trigger(column: str, found: str) -> None:
    matrix = np.array([[float(p)] for p in column.split()], dtype=np.float32)
    assert [p.word for p in peaks(matrix, [0] * len(matrix))] == [int(w) for w in found.split()]


def test_a_run_ends_with_its_sentence() -> None:
    matrix = np.array([[0.3], [0.2]], dtype=np.float32)
    assert [p.word for p in peaks(matrix, [0, 1])] == [0, 1]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("0 .9 .8 0", "1-2"),
        (".2 .9 .8 .2", "1-2"),  # weak edges are cut
        (".9 .1 .9", "0-2"),  # a doubtful word between two likely ones
        (".9 0 .5", "0-0 2-2"),
        (".5 0 .9", "2-2 0-0"),  # the best first
    ],
)
def test_phrases_are_runs_of_likely_words(row: str, found: str) -> None:
    likely = {i: float(p) for i, p in enumerate(row.split()) if float(p) > DOUBTFUL}
    assert " ".join(f"{a}-{b}" for a, b, _ in phrases(likely, [0] * 4)) == found


# ------------------------------------------------------------------ gold


def test_gold_becomes_words_and_labels() -> None:
    text = "The miners walked off the job. Police arrested the miners on Monday.\n"
    analyses = tuple(load_analyser().analyse(sentences_of(text)))
    pieces = cut(LETTERS, [a.sentence.text for a in analyses])

    def span(words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words))

    def event(kind: str, trigger: str, day: Day, *parts: GoldPart) -> GoldEvent:
        both = frozenset({"strike", "arrest"})
        return GoldEvent(kind, span(trigger), both, "actual", "reported", day, parts)

    police = GoldPart("actor", ("Police",), sectors=frozenset({"COP"}))
    miners = GoldPart("recipient", ("the miners",), implicit=True)
    monday = GoldPart("date", spans=(span("on Monday"),))
    gold = (
        event("PROTEST", "walked off the job", "none", GoldPart("actor", ("The miners",))),
        event("COERCE", "arrested", "told", police, miners, monday, GoldPart("place", ("Minsk",))),
    )
    story = read_story(analyses, pieces, gold, LABELS)
    strike, arrest = story.events
    assert (strike.words, strike.head, strike.type, strike.modes) == (range(2, 6), 2, 0, (0,))
    assert (arrest.sentence, arrest.words, arrest.modes) == (1, range(1, 2), (1,))

    window = join(story.pieces, story.blocks, range(2))
    wanted = targets(story, window, LABELS)
    assert np.argwhere(wanted.types).tolist() == [[2, 0], [8, 1]]
    assert np.argwhere(wanted.types_count == 0).tolist() == [[3, 0], [4, 0], [5, 0]]
    assert np.argwhere(wanted.roles).tolist() == [[0, 0, 0], [0, 0, 1], [0, 1, 7], [3, 1, 11], [3, 1, 12]]
    assert wanted.day.tolist() == [[1, 0, 0], [0, 0, 1]]
    assert not wanted.roles_count[1, 1, [9, 10]].any()  # implicit: neither wanted nor wrong
    assert not wanted.roles_count[2, 1].any()  # named nowhere: nothing is said
    assert wanted.roles_count[2, 0].all()  # without a place: nothing is one
    assert np.argwhere(wanted.sectors).tolist() == [[7, 1]]


def test_a_lesson_counts_as_much_as_its_teacher_is_sure() -> None:
    pieces = cut(LETTERS, ["Miners left.", "Police came."])
    roles = np.zeros((4, 3), np.float16)
    roles[0, 0] = 0.9  # `Police`, in a window of the second sentence alone
    found = Supposed(4, 1, 0.6, np.array([0.1, 0.7]), np.eye(6)[0], np.eye(3)[0], np.eye(3)[2], roles, 3)
    types, sectors = np.zeros((6, 2), np.float16), np.full((6, 2), 0.5, np.float16)
    types[4, 1] = 0.6
    lesson = Lesson(pieces, (0, 1), (0, 3), types, sectors, (found,))
    window = join(pieces, (0, 1), range(2))
    wanted = lesson_targets(lesson, window, LABELS)
    assert (wanted.at.tolist(), wanted.kinds.tolist()) == ([4], [1])
    assert wanted.types.max() == pytest.approx(0.6, abs=1e-3)
    assert wanted.voice.sum() == pytest.approx(0.6)
    assert np.argwhere(wanted.modes_count).tolist() == [[0, 1]]
    assert np.argwhere(wanted.roles).tolist() == [[0, 0, 3]]
    assert not wanted.roles_count[:, :, :3].any()  # of what the teacher read elsewhere it says nothing
    assert np.argwhere(wanted.sectors_count.any(1)).tolist() == [[3]]
    alone = lesson_targets(lesson, join(pieces, (0, 1), range(1)), LABELS)
    assert (len(alone.at), alone.roles.shape) == (0, (4, 0, 3))


def test_an_adaptation_keeps_what_both_codebooks_name() -> None:
    new = Labels(
        types=("COERCE", "SLOWDOWN"),
        modes=(("COERCE", "arrest"),),
        sectors=("COP",),
        threshold=0.5,
        layers=1,
    )
    old = fresh_heads(LABELS, 1)
    carried = carry_over(old, LABELS, new, 2)
    assert (carried["typ.weight"][0] == old["typ.weight"][1]).all()
    assert (carried["mode.weight"][0, :192] == old["mode.weight"][1, :192]).all()
    assert carried["mode.weight"][0, 192] == old["mode.weight"][1, 193]
    assert (carried["A.weight"] == old["A.weight"]).all()
    assert (carried["sector.weight"][0] == old["sector.weight"][1]).all()
    assert carried["status.weight"].shape == (6, 194)


# ------------------------------------------------------------------ the tagger


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    if not (WEIGHTS / FILES[0]).exists():
        pytest.skip("no weights here: make train")
    return load_tagger()


def best(found: tuple[tuple[Proposal, ...], ...]) -> Proposal:
    return max((p for proposals in found for p in proposals), key=lambda p: p.probability)


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "mode", "status", "actor"),
    [
        ("Dockers went on strike on Monday.", "went on strike", "PROTEST", "strike", "actual", "Dockers"),
        ("Police arrested 24 students in Lagos.", "arrested", "COERCE", "arrest", "actual", "Police"),
        ("Troops fired on marchers.", "fired", "ASSAULT", "firearms", "actual", "Troops"),
        ("The minister resigned on Friday.", "resigned", "RETREAT", "resign", "actual", "The minister"),
        ("The union has not called a strike.", "called strike", "PROTEST", "strike", "negated", "The union"),
    ],
)
def test_a_sentence_gives_a_proposal(
    tagger: Tagger, text: str, trigger: str, kind: str, mode: str, status: str, actor: str
) -> None:
    found = best(tagger.tag(sentences_of(text)))
    assert text[found.start : found.end] in trigger.split()
    assert (found.type, found.modes[0][0], found.status[0][0]) == (kind, mode, status)
    first = found.actors[0]
    assert (first.sentence, text[first.start : first.end]) == (0, actor)


def test_the_model_points_beyond_the_sentence(tagger: Tagger) -> None:
    text = "Thousands of dockers marched in Callao on Tuesday. Police arrested 12 of them.\n"
    arrested = best(tagger.tag(sentences_of(text))[1:])
    (place, *_) = arrested.places
    assert (place.sentence, "Callao" in text[place.start : place.end]) == (0, True)
    assert (arrested.actors[0].sentence, arrested.actors[0].sectors[0][0]) == (1, "COP")


def test_a_proposal_is_in_bounds_and_in_order(tagger: Tagger) -> None:
    text = "Miners struck, and police beat them.\n\nThe union condemned it. The strike goes on, it said.\n"
    sentences = sentences_of(text)
    for sentence, proposals in zip(sentences, tagger.tag(sentences), strict=True):
        assert [p.start for p in proposals] == sorted(p.start for p in proposals)
        for p in proposals:
            assert 0 <= p.start < p.end <= len(sentence.text)
            assert (p.type, p.probability) in p.types
            assert sum(share for _, share in p.status) == pytest.approx(1, abs=0.01)
            for phrase in (*p.actors, *p.recipients, *p.places, *p.dates):
                assert 0 <= phrase.start < phrase.end <= len(sentences[phrase.sentence].text)


def test_a_report_is_tagged_alike_whatever_went_before(tagger: Tagger) -> None:
    report = sentences_of("Troops fired on marchers. Three were killed, the union said.\n")
    first = tagger.tag(report)
    tagger.tag(sentences_of("Teachers marched in Lima. " * 30))
    assert tagger.tag(report) == first == load_tagger().tag(report)


def test_a_sentence_that_is_not_wanted_is_as_if_it_were_not_there(tagger: Tagger) -> None:
    report = sentences_of("Troops fired on marchers in Lima.\n\nThe sky was blue. Three were killed there.\n")
    first, last = tagger.tag([report[0], report[2]])
    assert first
    assert last
    assert tagger.tag(report, wanted=[True, False, True]) == (first, (), last)
    assert tagger.tag(report, wanted=[False] * 3) == ((), (), ())
    assert tagger.tag(report, [True, False, True], lambda k, _: k == 2) == ((), (), last)


@pytest.mark.parametrize(
    "text", ["", "\ud800 struck \udfff.", "x" * 5000 + ".", "a " * 3000 + ".", "😀 \u0301\u200b."]
)
def test_hostile_text_is_only_text(tagger: Tagger, text: str) -> None:
    sentence = sentences_of("Miners struck today.")[0]
    odd = Sentence(index=0, block=0, span=sentence.span, text=text, align=sentence.align)
    assert len(tagger.tag([odd, sentence])) == 2


def test_a_tagger_says_which_weights_it_has(tagger: Tagger) -> None:
    assert tagger.name.startswith("tagger 3-")


# ------------------------------------------------------------------ what is missing is named


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(LearnMissing, match=r"coder\.json is missing"):
        load_tagger(tmp_path)


def test_a_weights_file_of_another_kind_is_named(tmp_path: Path) -> None:
    (tmp_path / "coder.json").write_text('{"format": 99}')
    with pytest.raises(LearnMissing, match="weights of format 99"):
        load_tagger(tmp_path)


def test_an_employer_who_speaks_of_a_strike_is_no_striker() -> None:
    report = "CORK, May 10, 2017 (Harbour News) - The company said the stoppage had cost it two million."
    strikes = [e for e in load_coder().code(report.encode(), "report.txt").events if e.type == "PROTEST"]
    assert [event.actors for event in strikes] == [()]


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_a_missing_package_is_named(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.startswith("tocsin.learn.")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(LearnMissing, match=rf"'{package}'.*pip install 'tocsin\[learn\]'"):
        load_tagger()


def test_training_without_its_packages_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from tocsin.training import train_folder

    for module in [name for name in sys.modules if name.startswith("tocsin.learn.")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(LearnMissing, match=r"pip install 'tocsin\[train\]'"):
        train_folder([tmp_path], tmp_path)
