"""Reports to render: one with every kind of result, and ones whose every text is hostile."""

from __future__ import annotations

import itertools

from hypothesis import strategies as st

from conformance.results import Reading, Report, Result

ENDED = "during the stage 'fit': no answer within the budget of 60 s"
KINDS = [  # status, kind, because
    ("fail", "", ""),
    ("error", "", ""),
    ("xpass", "", ""),
    ("warn", "", ""),
    ("blocked", "", "not-finite"),
    ("blocked", "", ""),
    ("xfail", "", ""),
    ("skip", "unread", ""),
    ("skip", "withheld", ""),
    ("skip", "not-applicable", ""),
    ("pass", "", ""),
]
FRAGMENTS = [
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b2J", "\udc80", "\ud83d\ude00", "\ufffe", "\uffff",
    "\x00", "\x08", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\u202e", "\r\n", "\r", "\n", "\n\n",
    "|", "`", "``", "```\n", "~~~\n", "# heading", "\n## two\n", "\n===\n", "\n---\n", "> quoted",
    "- item", "\n1. one", "2) two", "\n    code", "\t", "[link](javascript:alert(1))", "![i](x.png)",
    "<https://a.example>", "https://a.example/b", "www.a.example", "@tf.function", "#12", "a@b.example",
    "[a]: http://x", "[^1]", "**bold**", "_em_", "~~gone~~", "&amp;", "&#60;", "&lt;", "\\", "\\n",
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "]]>", "<!--", "-->", "<?x?>",
    "{{ 7 * 7 }}", "{% raw %}", "[red]markup[/red]", ":smile:", "%0A::error::no", "::error::no",
    "\n::set-output name=a::b", "##[error]no", "%", ",", ":", "$x$", "NaN", "w" * 300, "日本語" * 30, "é",
    "e\u0301", "👩\u200d👧", "   ", "\u00a0", "\u3000", "<", ">", "&", '"', "'", "+ plus", "* star", "+", "-", "*",
]  # fmt: skip


def everything() -> Report:
    """One result of each kind, those of both parts and of two lines among them."""

    def result(check, group, status, title, message="", **more):
        return Result(check, group, status, title, message, **more)

    results = [
        result("empty", "completeness", "pass", "something arrives", compared="320 examples, 10 batches"),
        result(
            "not-finite", "values", "fail", "features are finite",
            "3 of 1600 values of x are <NaN>\nthe first is in the column 'age | years'",
            expected="finite", actual="nan", where="x, batch 2, element (3, 1)",
            fix="fill the cells: `ds.map(fill)`", blame="pipeline", seconds=0.01, component="x",
            frames=("src/my data.py:12 in load",),
        ),
        result("unscaled", "values", "warn", "values are scaled", "x spans 0..255", part="validation"),
        result("fit-fails", "training", "blocked", "fit runs", "the loss is NaN",
               expected="a loss", because="not-finite", was="fail"),
        result("retracing", "training", "blocked", "traced once", f"not reached: {ENDED}"),
        result("predict-fails", "training", "blocked", "predict runs", f"not reached: {ENDED}"),
        result("label-constant", "labels", "xfail", "labels vary", "known since May (all are 0)"),
        result("batch-twice", "completeness", "skip", "no batch comes twice",
               "3,200 of 1,000,000 examples read", kind="unread"),
        result("order-frozen", "randomness", "skip", "order varies",
               "a live object cannot be built again", kind="withheld"),
        result("sequence-length", "completeness", "skip", "lengths agree",
               "a dataset is not a Sequence", kind="not-applicable"),
    ]  # fmt: skip
    return Report(
        "my/data.py:train",
        "my/data.py:make_model",
        {"tensorflow": "2.21.0", "keras": "3.15.1", "python": "3.11.7", "device": "cpu", "seed": 0},
        results,
        seconds=1.25,
        interrupted=ENDED,
        ended="budget",
        readings=[
            Reading("training", 100, 3200, None, 1_000_000, False, "time", ((0, 3200),)),
            Reading("validation", 2, 64),
        ],
        notes=["the seed of the shuffle was not given"],
    )


def sound(*, whole: bool = True) -> Report:
    """A report that conforms, as far as it read."""
    results = [Result("empty", "completeness", "pass", "something arrives")]
    reading = Reading("training", 10, 320) if whole else everything().readings[0]
    return Report("ok.py", results=results, readings=[reading])


def texts() -> st.SearchStrategy[str]:
    """Any text at all, lone surrogates too, and what some reader of a report takes for its own."""
    anything = st.text(st.characters(exclude_categories=()), max_size=8)
    return st.lists(st.one_of(st.sampled_from(FRAGMENTS), anything), max_size=4).map("".join)


@st.composite
def hostile(draw) -> Report:
    """One result of each kind, every text of it hostile but the names of checks.

    A handful of texts go round among the fields, one further from result to result, so that a few
    draws put each into many places.
    """
    drawn = draw(st.lists(texts(), min_size=3, max_size=7))
    turns = itertools.cycle(drawn)
    seconds = draw(st.sampled_from([0.5, float("nan"), float("inf")]))
    results = []
    for number, (status, kind, because) in enumerate(KINDS):
        names = ("title", "message", "expected", "actual", "where", "fix", "component", "blame")
        fields = {name: next(turns) for name in (*names, "compared")}
        fields["part"] = ("training", "validation")[number % 2]
        check = "not-finite" if number == 0 else f"check-{number}"
        more = dict(kind=kind, because=because, frames=(f"{next(turns)}.py:3 in f",))
        results.append(Result(check, next(turns), status, **fields, **more))
    results[0].seconds = seconds
    return Report(
        next(turns),
        next(turns),
        {"tensorflow": next(turns), "ratio": seconds, next(turns): [next(turns)]},
        results,
        seconds=seconds,
        interrupted=next(turns),
        ended=next(turns),
        readings=[Reading(next(turns), 1, 10, complete=False, stopped_by=next(turns))],
        notes=[next(turns)],
    )
