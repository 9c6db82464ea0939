"""What nodes of a plan are and how they are called: shuffles, batchings, caches, draws."""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

from conformance.records import SHUFFLES, Node, Plan

FREEZES = ("cache", "snapshot")
BATCHES = ("batch", "padded_batch", "map_and_batch", "dense_to_sparse_batch")
GROUPS = ("group_by_window",)
# Below these an element is many of what comes out, so their own order is another question.
OPENING = ("flat_map", "interleave", "parallel_interleave", "window", "unbatch")
# One element in, one out, in their order.
KEEPING = ("map", "prefetch", "options", "assert_cardinality", "model", "finalize", "enumerate")
# Attributes worth showing, by op.
SHOWN = {
    "shuffle": "buffer_size",
    "shuffle_and_repeat": "buffer_size",
    "batch": "batch_size",
    "padded_batch": "batch_size",
    "map_and_batch": "batch_size",
    "repeat": "count",
    "prefetch": "buffer_size",
    "take": "count",
    "skip": "count",
}


def paths(root: Node) -> Iterator[Tuple[Node, Tuple[Node, ...]]]:
    """Every node with the nodes between it and the model, nearest to the model first."""
    waiting: List[Tuple[Node, Tuple[Node, ...]]] = [(root, ())]
    while waiting:
        node, downstream = waiting.pop()
        yield node, downstream
        waiting.extend((child, (*downstream, node)) for child in reversed(node.inputs))


def describe(node: Node) -> str:
    """``shuffle(10)``, ``cache()``, ``map(augment)``."""
    if node.function is not None:
        return f"{node.op}({node.function.name})"
    value = node.attributes.get(SHOWN.get(node.op, ""))
    return f"{node.op}({value})" if isinstance(value, int) else f"{node.op}()"


def line(nodes: List[Node]) -> str:
    """The nodes as a person would write them, each once."""
    return ", ".join(dict.fromkeys(describe(node) for node in nodes))


def shuffles(nodes: List[Node]) -> List[Node]:
    return [node for node in nodes if node.op in SHUFFLES]


def reshuffles(node: Node) -> bool:
    """Whether a shuffle draws another order in each epoch."""
    return node.op in SHUFFLES and bool(node.attributes.get("reshuffle_each_iteration", True))


def shuffles_inside(node: Node) -> bool:
    """Whether its function builds shuffled datasets (interleave, flat_map)."""
    return node.function is not None and any("Shuffle" in op for op in node.function.datasets)


def python_source(plan: Plan) -> Optional[Node]:
    """The from_generator node: its elements come from Python."""
    for node in plan.nodes():
        function = node.function
        if function is not None and (node.op == "flat_map" and "GeneratorDataset" in function.ops):
            return node
        if node.op == "generator":
            return node
    return None


def taken_from_caches(plan: Plan) -> Iterator[Tuple[int, Node]]:
    """(how many are taken, the cache right before) along the main line, where its size is known."""
    line = plan.chain()
    for node, below in zip(line, line[1:]):
        count = node.attributes.get("count")
        taken = node.op == "take" and below.op == "cache" and below.cardinality is not None
        if taken and isinstance(count, int) and count >= 0:
            yield count, below


def left_early(count: int, cache: Node) -> bool:
    """Whether taking ``count`` stops before the end of the cache, which is then thrown away."""
    return not 0 <= (cache.cardinality or 0) <= count


def batching(plan: Plan) -> Optional[Tuple[Node, List[Node]]]:
    """The batching that forms what the model gets, and the nodes after it."""
    for node, downstream in paths(plan.root):
        if node.op in BATCHES + GROUPS and not any(n.op == "unbatch" for n in downstream):
            return node, list(downstream)
    return None


def windows(plan: Plan) -> bool:
    """Whether examples are cut from a series."""
    for node in plan.nodes():
        if node.op == "window":
            return True
        if node.function is not None and any("Window" in op for op in node.function.datasets):
            return node.op != "group_by_window"
    return False


def drawing(nodes: List[Node]) -> List[Node]:
    """Nodes whose function draws random numbers."""
    return [node for node in nodes if node.function is not None and node.function.random]


def random_leaves(node: Node, role: str = "x") -> List[int]:
    """Positions of components with this role whose values depend on a random draw."""
    if not node.randoms or node.leaves is None or len(node.randoms) != len(node.leaves):
        return []
    return [i for i, leaf in enumerate(node.leaves) if leaf.role == role and node.randoms[i]]


def unordered(plan: Plan) -> List[Node]:
    """Parallel stages that may hand elements on in the order they finish."""
    found = []
    for node in plan.nodes():
        own = node.attributes.get("deterministic")
        sloppy = node.attributes.get("sloppy") is True
        parallel = node.raw.startswith("Parallel") or node.op == "map_and_batch" or sloppy
        if not parallel:
            continue
        if own == "false" or sloppy or (own in (None, "default") and plan.deterministic is False):
            found.append(node)
    return found


def seeded(node: Node) -> bool:
    """Whether a seed was given: (0, 0) stands for none (``tf.random.get_seed``)."""
    seeds = (node.attributes.get("seed"), node.attributes.get("seed2"))
    return any(isinstance(value, int) and value != 0 for value in seeds)


def several_shards(node: Node) -> bool:
    """Whether it keeps one part of two or more; a number that is not known may be any."""
    count = node.attributes.get("num_shards")
    return node.op == "shard" and (not isinstance(count, int) or count > 1)


def buffer(node: Node) -> Optional[int]:
    """How many elements a shuffle holds; None where that is not known."""
    value = node.attributes.get("buffer_size")
    return value if isinstance(value, int) else None
