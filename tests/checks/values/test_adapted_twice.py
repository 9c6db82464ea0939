"""adapted-twice: training and validation are preprocessed alike."""

from __future__ import annotations

from conformance.records import (
    Adapted,
    Tracing,
)
from tests.checks.made import result


def _adapted(held, *train):
    return result(
        "adapted-twice",
        tracing=Tracing(adapted=list(train)),
        validation_tracing=Tracing(adapted=[held]),
    )


class TestAdaptedTwice:
    WORDS = Adapted("vectorize", "TextVectorization", ("", "[UNK]", "the", "film"))
    OTHERS = Adapted("vectorize", "TextVectorization", ("", "[UNK]", "film", "the"))

    def test_words_with_other_ids(self):
        found = _adapted(self.OTHERS, self.WORDS)
        assert found.status == "fail"
        assert (
            "2 words that both know have another id (`film` is 2 there and 3 here)" in found.message
        )

    def test_more_words_with_the_same_ids(self):
        longer = Adapted("vectorize", "TextVectorization", (*self.WORDS.words, "plot"))
        assert _adapted(longer, self.WORDS).status == "pass"

    def test_words_of_which_none_is_known_to_both(self):
        speakers = Adapted("vectorize", "TextVectorization", ("", "[UNK]", "anna", "boris"))
        assert _adapted(speakers, self.WORDS).status == "pass"

    def test_another_column(self):
        other = Adapted("city", "TextVectorization", self.OTHERS.words)
        assert _adapted(other, self.WORDS).message.startswith("no preprocessing layer")

    def test_two_languages(self):
        assert _adapted(self.OTHERS, self.WORDS, self.OTHERS).status == "pass"

    def test_another_kind_of_layer(self):
        other = Adapted("scale", "Normalization", (), (0.0, 1.0))
        assert _adapted(other, self.WORDS).message.startswith("no preprocessing layer")

    def test_statistics(self):
        train = Adapted("scale", "Normalization", (), (1.0, 4.0))
        found = _adapted(Adapted("scale", "Normalization", (), (3.0, 4.0)), train)
        assert found.status == "warn"
        assert "begin with 3 there and 1 here" in found.message
        assert (
            _adapted(Adapted("scale", "Normalization", (), (1.0000001, 4.0)), train).status
            == "pass"
        )
