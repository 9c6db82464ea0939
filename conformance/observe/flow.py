"""Inside a traced function: what each output is computed from, and which draws it uses."""

from __future__ import annotations

import functools
from typing import Any, Dict, FrozenSet, Iterable, Iterator, List, Optional, Set, Tuple

from conformance.observe import casts, made
from conformance.records import Dependence, Function

RANDOM = (
    "Random",
    "Multinomial",
    "ParameterizedTruncatedNormal",
    "SampleDistorted",
    "RngReadAndSkip",
    "StatefulUniform",
    "StatefulStandardNormal",
)
# "Random" in these names is not a draw of numbers for the data.
NOT_RANDOM = ("RandomDataset", "RandomShuffleQueue", "RandomSeed", "GetKeyCounter", "GetAlg")
PYTHON = ("PyFunc", "EagerPyFunc", "PyFuncStateless")
# Ops that carry an argument through unread (shapes are not values).
SHAPE_ONLY = ("Shape", "Rank", "Size", "ZerosLike", "OnesLike", "ShapeN")
# A tf.function inside a map: read through, output by output, as if written in place.
INLINED = ("PartitionedCall", "StatefulPartitionedCall")


def is_random(op: str) -> bool:
    return any(word in op for word in RANDOM) and not any(word in op for word in NOT_RANDOM)


class Library:
    """The function library of one graph, read once."""

    def __init__(self, graph: Any):
        self.functions = {f.signature.name: f for f in graph.library.function}
        self._ops: Dict[str, FrozenSet[str]] = {}
        self._cache: Dict[str, Function] = {}

    def function(self, name: str) -> Function:
        if name not in self._cache:
            self._cache[name] = self._read(name)
        return self._cache[name]

    def ops(self, name: str, seen: Optional[Set[str]] = None) -> FrozenSet[str]:
        """Every op of a function, nested functions included."""
        if name in self._ops:
            return self._ops[name]
        seen = seen or set()
        if name in seen or name not in self.functions:
            return frozenset()
        seen.add(name)
        out: Set[str] = set()
        for node in self.functions[name].node_def:
            out.add(node.op)
            for inner in _called(node):
                out |= self.ops(inner, seen)
        self._ops[name] = frozenset(out)
        return self._ops[name]

    def nodes(self, name: str, seen: Optional[Set[str]] = None) -> Iterator[Any]:
        """The nodes of a function and of those it calls, each function once."""
        seen = seen if seen is not None else set()
        if name in seen or name not in self.functions:
            return
        seen.add(name)
        for node in self.functions[name].node_def:
            yield node
            for inner in _called(node):
                yield from self.nodes(inner, seen)

    def constant_bytes(self, name: str) -> int:
        """Bytes of the arrays in a function's graph."""
        constants = (node for node in self.nodes(name) if node.op == "Const")
        return sum(len(node.attr["value"].tensor.tensor_content) for node in constants)

    def _read(self, name: str) -> Function:
        definition = self.functions.get(name)
        if definition is None:
            return Function(name)
        ops = self.ops(name)
        graph = _Flow(self, definition)
        outputs = [
            graph.dependence(definition.ret[arg.name]) for arg in definition.signature.output_arg
        ]
        traits = graph.draws()
        mark = functools.partial(_qualified, place=name)
        return Function(
            name=_user_name(name),
            ops=ops,
            outputs=[Dependence(o.inputs, mark(o.random), o.source) for o in outputs],
            random=mark(traits),
            python=frozenset(op for op in ops if op in PYTHON),
            datasets=frozenset(op for op in ops if "Dataset" in op),
            scalars=mark(k for k, trait in traits.items() if "scalar" in trait),
            constant_bytes=self.constant_bytes(name),
            endless=made.endless(self.functions, definition),
            skips=made.skips(definition),
            eight_bits=casts.decoded(self, name) == {"uint8"},
            real_of_transform=casts.real_of_transform(self, name),
        )


def _qualified(keys: Iterable[str], place: str) -> FrozenSet[str]:
    """Keys of one function (or call) kept apart from another's.

    Draws that give equal numbers wherever they stand (a constant stateless seed, an op seed)
    keep their name.
    """
    shared = ("stateless:const", "seeded:")
    return frozenset(k if k.startswith(shared) else f"{k}@{place}" for k in keys)


def _called(node: Any) -> List[str]:
    out = []
    for value in node.attr.values():
        if value.WhichOneof("value") == "func":
            out.append(value.func.name)
        out += [f.name for f in value.list.func]
    return out


def _user_name(name: str) -> str:
    """``__inference_Dataset_map_augment_12`` -> ``augment``."""
    text = name.replace("__inference_", "")
    for word in ("Dataset_map_", "Dataset_flat_map_", "Dataset_interleave_", "Dataset_filter_"):
        text = text.replace(word, "")
    head, _, tail = text.rpartition("_")
    return head if tail.isdigit() and head else text


class _Flow:
    """Backward reach within one FunctionDef."""

    def __init__(self, library: Library, definition: Any):
        self.library = library
        self.definition = definition
        self.nodes = {node.name: node for node in definition.node_def}
        self.arguments = {arg.name: i for i, arg in enumerate(definition.signature.input_arg)}
        self.memo: Dict[str, Tuple[FrozenSet[int], FrozenSet[str]]] = {}

    def dependence(self, reference: str) -> Dependence:
        inputs, random = self._reach(reference)
        return Dependence(inputs, random, self.computed(reference))

    def computed(self, reference: str) -> str:
        """The op behind a reference and which of its outputs, through what only hands it on."""
        for _ in range(len(self.nodes)):
            node = self.nodes.get(reference.lstrip("^").split(":")[0])
            inner = self._inner(node) if node is not None else None
            if node is not None and node.op == "Identity" and node.input:
                reference = node.input[0]
            elif node is not None and inner is not None:
                names = [argument.name for argument in inner.definition.signature.output_arg]
                last = reference.split(":")[-1]
                position = int(last) if last.isdigit() else 0
                found = inner.computed(inner.definition.ret[names[position]])
                if found not in inner.arguments:
                    return f"{node.name}/{found}"
                reference = node.input[inner.arguments[found]]
            else:
                break
        return reference

    def _reach(self, reference: str) -> Tuple[FrozenSet[int], FrozenSet[str]]:
        name = reference.lstrip("^").split(":")[0]
        if name in self.arguments:
            return frozenset({self.arguments[name]}), frozenset()
        node = self.nodes.get(name)
        if node is None:
            return frozenset(), frozenset()
        memo = reference if node.op in INLINED else name
        if memo in self.memo:
            return self.memo[memo]
        self.memo[memo] = (frozenset(), frozenset())  # a loop ends here
        inner = self._inner(node)
        if inner is not None:
            self.memo[memo] = self._reach_inside(node, inner, reference)
            return self.memo[memo]
        inputs: FrozenSet[int] = frozenset()
        random: FrozenSet[str] = frozenset()
        for source in node.input:
            if source.startswith("^"):
                continue
            more_inputs, more_random = self._reach(source)
            inputs |= more_inputs
            random |= more_random
        if node.op in SHAPE_ONLY:
            inputs = frozenset()
        random |= self._key(node)
        self.memo[memo] = (inputs, random)
        return self.memo[memo]

    def _inner(self, node: Any) -> Optional[_Flow]:
        """The body of a plain call."""
        if node.op not in INLINED:
            return None
        definition = self.library.functions.get(node.attr["f"].func.name)
        return None if definition is None else _Flow(self.library, definition)

    def _reach_inside(
        self, node: Any, inner: _Flow, reference: str
    ) -> Tuple[FrozenSet[int], FrozenSet[str]]:
        parts = reference.split(":")
        position = int(parts[-1]) if len(parts) > 1 and parts[-1].isdigit() else 0
        names = [argument.name for argument in inner.definition.signature.output_arg]
        if position >= len(names):
            return frozenset(), frozenset()
        found = inner.dependence(inner.definition.ret[names[position]])
        sources = [source for source in node.input if not source.startswith("^")]
        inputs: FrozenSet[int] = frozenset()
        random = self._lifted(node, found.random)
        for i in found.inputs:
            if i < len(sources):
                more_inputs, more_random = self._reach(sources[i])
                inputs |= more_inputs
                random |= more_random
        return inputs, random

    def _lifted(self, node: Any, keys: Iterable[str]) -> FrozenSet[str]:
        """Keys of a called function as seen by the caller: a seed passed in keeps its source."""
        sources = [source for source in node.input if not source.startswith("^")]
        passed, own = set(), []
        for key in keys:
            word = key.split("stateless:argument ")[-1]
            if (
                key.startswith("stateless:argument ")
                and word.isdigit()
                and int(word) < len(sources)
            ):
                passed.add(f"stateless:{self._source(sources[int(word)])}")
            else:
                own.append(key)
        return frozenset(passed) | _qualified(own, node.name)

    def _key(self, node: Any) -> FrozenSet[str]:
        """The draw of a node, named so that two draws of equal numbers have equal names.

        A stateless draw is known by its seed; a stateful one by its op seed, and without a seed
        it is a draw of its own.
        """
        if is_random(node.op):
            if node.op.startswith("Stateless"):
                seed = self._source(node.input[1]) if len(node.input) > 1 else node.name
                return frozenset({f"stateless:{seed}"})
            seeds = tuple(node.attr[k].i for k in ("seed", "seed2") if k in node.attr)
            if any(seeds):
                return frozenset({f"seeded:{node.op}:{seeds}"})
            return frozenset({f"draw:{node.name}"})
        inner = [n for n in _called(node) if any(is_random(op) for op in self.library.ops(n))]
        return frozenset({f"call:{node.name}"}) if inner else frozenset()

    def _source(self, reference: str) -> str:
        """A name for the value of a seed: constants by value, arguments by position."""
        name = reference.lstrip("^").split(":")[0]
        if name in self.arguments:
            return f"argument {self.arguments[name]}"
        node = self.nodes.get(name)
        if node is None:
            return name
        if node.op == "Const":
            return "const " + node.attr["value"].tensor.SerializeToString().hex()
        if node.op in ("StatelessRandomGetKeyCounter", "Identity", "Cast", "StatelessRandomGetAlg"):
            return self._source(node.input[0])
        return name

    def draws(self) -> Dict[str, Set[str]]:
        """Key of every draw -> its traits: "scalar" (one number)."""
        out: Dict[str, Set[str]] = {}
        for node in self.nodes.values():
            inner = self._inner(node)
            if inner is not None:
                for key, traits in inner.draws().items():
                    for lifted in self._lifted(node, [key]):
                        out.setdefault(lifted, set()).update(traits)
                continue
            for key in self._key(node):
                traits = out.setdefault(key, set())
                if is_random(node.op) and self._draws_one(node):
                    traits.add("scalar")
        return out

    def _draws_one(self, node: Any) -> bool:
        """Whether its shape argument is the constant ``[]``."""
        shape = self.nodes.get(node.input[0].split(":")[0]) if node.input else None
        if shape is None or shape.op != "Const":
            return False
        return any(d.size == 0 for d in shape.attr["value"].tensor.tensor_shape.dim)
