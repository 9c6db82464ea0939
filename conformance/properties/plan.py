"""What a template brings, and strategies for what it takes.

A template says what it takes by an optional `DOMAIN`, in plain Python so that it needs nothing of
this package:

    DOMAIN = {
        "features": {"*": {"dtypes": ("float32", "int64"), "ranks": (0, 2)}},
        "label": {"dtypes": ("float32",), "ranks": (0, 0), "choices": (0, 1)},
    }

A dict of the fields of `conformance.strategies.Domain` is one array, a tuple of such dicts one of
several; a dict of these is a dict of arrays, and the name "*" stands for one to three arrays with
generated names, of which `"except"` excludes some and `"without"` those with one of its characters.
Without a DOMAIN, sources are drawn that look like `examples()`, or that have the types and shapes of

    ELEMENT_SPEC = (tf.TensorSpec((3,), tf.float32), tf.TensorSpec((), tf.int64))

which is what one example is, without a batch axis, as `dataset.element_spec` says before `batch`. It
says nothing of values: numbers lie between -1000 and 1000, and none is NaN.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
from typing import Any, Dict, List, Optional

from hypothesis import strategies as st

from conformance import strategies
from conformance.properties import _again, _template
from conformance.run.subject import TargetError, load, split

FIELDS = tuple(field.name for field in dataclasses.fields(strategies.Domain))
# Enough to see what examples look like; more only makes each drawing slower.
MOST_SEEN = 64
# Every pipeline of 8 examples a batch has the partial, full and missing batches of one of 64.
LARGEST_BATCH = 8
# In fit each new signature is a new trace (0.4 s, 5 MB), so fewer sizes and names are drawn.
FEW_NAMES = (["a"], ["b", "a"])
FEW_BATCHES = st.sampled_from((1, 4))
BATCHES = strategies.batch_sizes(max_value=LARGEST_BATCH)
# Layer -> (fewest, most) examples: three batches of the largest size and a partial one, a prime.
# The same for every batch size, so that this one shrinks while the count stands: Hypothesis 6.113
# keeps bits, not numbers, and another range reads other bits.
COUNTS = {"elements": (0, 29), "fit": (1, 17), "refusals": (2, 18)}
SOURCE_KNOBS = {"files": st.integers(1, 5), "shards": st.integers(1, 5)}


@dataclasses.dataclass
class Plan:
    """A template with the strategies for it.

    Args:
        template: a module or any object with `make_dataset(source, *, ...)`.
        target: what it is called in reports, and by which `replay` finds it again.
    """

    template: Any
    target: str
    seen: Any = None
    spec: Any = None  # nest of strategies.Spec, where an ELEMENT_SPEC is all that is said
    made: Dict[Any, Any] = dataclasses.field(default_factory=dict)

    @property
    def domain(self) -> Any:
        return getattr(self.template, "DOMAIN", None)

    def has(self, name: str) -> bool:
        return hasattr(self.template, name)

    @property
    def free_names(self) -> bool:
        """Whether features may have any name, so that a wrong one must be met somehow."""
        features = self.domain.get("features") if isinstance(self.domain, dict) else None
        return isinstance(features, dict) and "*" in features

    def examples(self, count: int, *, narrow: bool = False) -> st.SearchStrategy:
        """Sources of `count` examples; `narrow` for few different signatures."""
        if (count, narrow) not in self.made:
            if self.domain is not None:
                made = from_domain(self.domain, count, narrow=narrow)
            elif self.spec is not None:
                made = strategies.examples(self.spec, count=count)
            else:
                made = strategies.examples_like(self.seen, count=count)
            self.made[count, narrow] = made
        return self.made[count, narrow]

    @functools.cached_property
    def knobs(self) -> st.SearchStrategy:
        names = tuple(set(_template.parameters(self.template)) & set(strategies.KNOBS))
        if not names:
            return st.just({})
        return strategies.pipeline_knobs(self.template.make_dataset, only=sorted(names))

    @functools.cached_property
    def source_knobs(self) -> st.SearchStrategy:
        known = (
            inspect.signature(self.template.make_source).parameters
            if self.has("make_source")
            else {}
        )
        return st.fixed_dictionaries(
            {},
            optional={name: SOURCE_KNOBS[name] for name in sorted(set(known) & set(SOURCE_KNOBS))},
        )

    @functools.cached_property
    def refusals(self) -> st.SearchStrategy:
        free = self.free_names
        return st.sampled_from([how for how in _again.REFUSALS if free or "name" not in how])

    def cases(self, layer: str) -> st.SearchStrategy:
        """Cases of a layer: dicts of examples, options and what else the layer needs."""
        return _cases(self, layer)


@functools.lru_cache(maxsize=None)
def _counts(layer: str, size: int) -> st.SearchStrategy:
    fewest, most = COUNTS[layer]
    return strategies.example_counts(batch_size=size, min_value=fewest, max_value=most)


@st.composite
def _cases(draw: Any, plan: Plan, layer: str) -> Dict[str, Any]:
    refusal = {"refusal": draw(plan.refusals)} if layer == "refusals" else {}
    size = draw(FEW_BATCHES if layer == "fit" else BATCHES)
    count = draw(_counts(layer, size))
    options = draw(plan.knobs) if layer != "refusals" else {}
    if "batch_size" in _template.parameters(plan.template):
        options = {"batch_size": size, **options}
    if layer == "fit" and count < size:
        options = {name: value for name, value in options.items() if name != "drop_remainder"}
    return {
        "layer": layer,
        "examples": draw(plan.examples(count, narrow=layer == "fit")),
        "options": options,
        "source_options": draw(plan.source_knobs),
        **refusal,
    }


def plan_of(template: Any, *, name: Optional[str] = None) -> Plan:
    """The plan for a template given as an object, a module or a target.

    Raises:
        TargetError: there is no such template, or it lacks what nothing can replace.
    """
    target = name or getattr(template, "__name__", type(template).__name__)
    if isinstance(template, str):
        target = template
        called = split(template)[1]
        found = load(template)
        template = getattr(found.module, called) if called else found.module
        if inspect.isclass(template):
            template = template()
    if not hasattr(template, "make_dataset"):
        raise TargetError(f"{target} has no make_dataset(source, *, batch_size=...)")
    required = [
        one
        for one, default in _template.parameters(template).items()
        if default is inspect.Parameter.empty
        and one not in strategies.KNOBS
        and one != "batch_size"
    ]
    if required:
        raise TargetError(
            f"make_dataset of {target} needs {', '.join(required)}: fuzz draws batch_size and the "
            "usual knobs; give the others a default"
        )
    plan = Plan(template, target)
    if plan.domain is None and plan.has("ELEMENT_SPEC") and not plan.has("examples"):
        try:
            plan.spec = strategies.from_tensorflow(template.ELEMENT_SPEC)
        except (TypeError, ValueError) as error:
            raise TargetError(f"ELEMENT_SPEC of {target}: {error}") from error
    elif plan.domain is None:
        if not plan.has("examples"):
            raise TargetError(
                f"{target} says neither by DOMAIN, examples() nor ELEMENT_SPEC what it takes; "
                'e.g. DOMAIN = {"features": {"dtypes": ("float32",), "ranks": (1, 1)}, '
                '"label": {"dtypes": ("int64",), "ranks": (0, 0), "values": (0, 9)}}'
            )
        plan.seen = few(template.examples())
    try:
        plan.examples(1), plan.examples(1, narrow=True)
    except (TypeError, ValueError) as error:
        where = "DOMAIN" if plan.domain is not None else "examples()"
        where = where if plan.spec is None else "ELEMENT_SPEC"
        raise TargetError(f"{where} of {target}: {error}") from error
    return plan


def few(examples: Any) -> Any:
    """At most MOST_SEEN of the examples, spread over all of them."""
    if isinstance(examples, dict):
        return {key: few(value) for key, value in examples.items()}
    if isinstance(examples, tuple):
        return tuple(few(value) for value in examples)
    return examples[:: max(1, -(-len(examples) // MOST_SEEN))]


# --- domains --------------------------------------------------------------------------------------


def from_domain(domain: Any, count: int, *, narrow: bool = False) -> st.SearchStrategy:
    """Examples as a DOMAIN describes them.

    Raises:
        TypeError, ValueError: at the call, if it describes nothing.
    """
    if isinstance(domain, dict) and domain and all(map(_describes, domain.values())):
        return _named(domain, count, narrow)
    return _one(domain, count, narrow)


def _describes(value: Any) -> bool:
    """Whether a value of a dict describes an array, so that its key is a name and not a field."""
    alternatives = value if isinstance(value, (tuple, list)) and value else (value,)
    return all(isinstance(one, dict) for one in alternatives)


def _one(domain: Any, count: int, narrow: bool) -> st.SearchStrategy:
    """One array, of the first or another of several alternatives."""
    alternatives = domain if isinstance(domain, (tuple, list)) else (domain,)
    return st.one_of([_array(one, count, narrow) for one in alternatives])


def _array(fields: Any, count: int, narrow: bool) -> st.SearchStrategy:
    if not isinstance(fields, dict):
        raise TypeError(f"{fields!r}: expected a dict of {', '.join(FIELDS)}")
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise ValueError(f"{sorted(unknown)[0]!r} is none of {', '.join(FIELDS)}")
    domain = strategies.Domain(**fields)
    if narrow:
        # Ranks or sizes vary, not both: of 25 fits ten were traces, 0.6 s each, the rest 0.03 s.
        (low, high), ranks = domain.sides, domain.ranks
        most = min(high, low + 1) if ranks[0] == ranks[1] else low
        domain = dataclasses.replace(domain, sides=(low, most))
    return strategies.examples_of(domain, count=count)


def _named(domain: Dict[str, Any], count: int, narrow: bool) -> st.SearchStrategy:
    fixed = {
        name: from_domain(one, count, narrow=narrow) for name, one in domain.items() if name != "*"
    }
    if "*" not in domain:
        return st.fixed_dictionaries(fixed)
    entries = domain["*"] if isinstance(domain["*"], (tuple, list)) else (domain["*"],)
    excluded = {name for one in entries for name in one.get("except", ())} | set(fixed)
    banned = {character for one in entries for character in one.get("without", "")}
    plain = [{k: v for k, v in one.items() if k not in ("except", "without")} for one in entries]
    each = _one(plain, count, narrow)
    names = st.sampled_from(FEW_NAMES) if narrow else strategies.name_sets(max_size=3)

    @st.composite
    def named(draw: Any) -> Dict[str, Any]:
        chosen: List[str] = draw(
            names.filter(
                lambda drawn: not excluded & set(drawn) and not banned & set("".join(drawn))
            )
        )
        drawn = {name: draw(each) for name in chosen}
        return {**drawn, **draw(st.fixed_dictionaries(fixed))}

    return named()
