"""Read what a Keras model expects: inputs, outputs, losses, and layers that bind the data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, FrozenSet, List, Optional, Set, Tuple

from conformance import compat
from conformance.observe.loss_use import uses_compiled_loss
from conformance.observe.sharing import shared
from conformance.records import Contract, LayerFacts, Leaf, Loss
from conformance.structure import flatten, indices, leaves

# Spellings of Keras' own losses, after lower-casing and dropping "_" -> canonical name.
LOSSES = {
    "mse": "mean_squared_error",
    "meansquarederror": "mean_squared_error",
    "mae": "mean_absolute_error",
    "meanabsoluteerror": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "meanabsolutepercentageerror": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "meansquaredlogarithmicerror": "mean_squared_logarithmic_error",
    "huber": "huber",
    "huberloss": "huber",
    "logcosh": "log_cosh",
    "binarycrossentropy": "binary_crossentropy",
    "bce": "binary_crossentropy",
    "binaryfocalcrossentropy": "binary_crossentropy",
    "categoricalcrossentropy": "categorical_crossentropy",
    "categoricalfocalcrossentropy": "categorical_crossentropy",
    "sparsecategoricalcrossentropy": "sparse_categorical_crossentropy",
    "kldivergence": "kl_divergence",
    "kullbackleiblerdivergence": "kl_divergence",
    "kld": "kl_divergence",
    "poisson": "poisson",
    "hinge": "hinge",
    "squaredhinge": "squared_hinge",
    "categoricalhinge": "categorical_hinge",
    "cosinesimilarity": "cosine_similarity",
    "dice": "dice",
    "tversky": "tversky",
    "ctc": "ctc",
}

# Layers that bring values to a trainable range, or replace them by ids or vectors.
SCALING = (
    "Rescaling",
    "Normalization",
    "BatchNormalization",
    "SyncBatchNormalization",
    "LayerNormalization",
    "GroupNormalization",
    "UnitNormalization",
    "RMSNormalization",
    "Embedding",
    "Discretization",
    "CategoryEncoding",
    "Hashing",
    "HashedCrossing",
    "StringLookup",
    "IntegerLookup",
    "TextVectorization",
    "Lambda",
)
# Layers whose weights multiply the values they are given.
WEIGHTED = ("Dense", "Conv", "LSTM", "GRU", "RNN", "EinsumDense", "Attention", "Bidirectional")
# Layers that put values in other places, or leave some out: what an activation gave they give.
MOVING = ("Reshape", "Flatten", "Permute", "Cropping", "RepeatVector", "Identity")
BOUNDED_IDS = {"Embedding": "input_dim", "CategoryEncoding": "num_tokens"}
FORWARD = ("LSTM", "GRU", "SimpleRNN")  # recurrent layers that read from the first step on
# Arithmetic applied to symbolic tensors: `x / 255` is an Operation (Keras 3), a TFOpLambda
# (Keras 2.4+) or a TensorFlowOpLayer. It may scale, so nothing is claimed of its input.
ARITHMETIC = (
    "TFOpLambda",
    "SlicingOpLambda",
    "TensorFlowOpLayer",
    "TrueDivide",
    "Divide",
    "Multiply",
)


def read(model: Any) -> Contract:
    """The contract of a model, built or not, compiled or not.

    ``inputs`` is None where nothing is declared: subclassed models, and a Sequential without
    an Input. What such a model was last called with is not a requirement, so it is not used.
    """
    kind = compat.model_kind(model)
    inputs = compat.input_structure(model) if declared(model, kind) else None
    outputs = compat.output_structure(model) if inputs is not None else None
    input_leaves = _leaves(inputs, "input", compat.names(model, "input"))
    output_leaves = _leaves(outputs, "output", compat.names(model, "output"))
    facts = _layers(model, kind, inputs)
    optimizer, learning_rate = compat.optimizer(model)
    contract = Contract(
        kind=kind,
        name=str(getattr(model, "name", type(model).__name__)),
        inputs=input_leaves,
        input_structure=None if inputs is None else indices(_unwrap(inputs)),
        outputs=output_leaves,
        output_structure=None if outputs is None else indices(_unwrap(outputs)),
        compiled=compat.is_compiled(model),
        custom_train_step=compat.overrides_train_step(model),
        uses_compiled_loss=uses_compiled_loss(model),
        custom_test_step=compat.overrides_test_step(model),
        measured=compat.measured_outputs(model),
        own_fit=compat.overrides_fit(model),
        layers=facts,
        jit_compile=compat.jit_compile(model),
        run_eagerly=compat.runs_eagerly(model),
        stateful=any(fact.stateful for fact in facts),
        parameters=_parameters(model),
        optimizer=optimizer,
        learning_rate=learning_rate,
        shared=shared(model, _unwrap(inputs)) if inputs is not None else frozenset(),
    )
    if kind == "sequential" and contract.inputs and not contract.stateful:
        # Keras 3 turns the first call of a Sequential into an Input with that batch size; only a
        # stateful layer really needs one.
        contract.inputs = [_any_batch(leaf) for leaf in contract.inputs]
    _read_losses(model, contract)
    _read_consumers(contract)
    contract.last_activation = _last_activations(model, kind, outputs, facts)
    return contract


def declared(model: Any, kind: str) -> bool:
    """Whether the model declares inputs, as opposed to having once been called."""
    if kind == "functional":
        return True
    if kind == "subclassed" or compat.symbolic(model, "inputs") is None:
        return False
    # A Sequential built by a call records that call's shape; only an Input layer is a promise.
    return compat.has_input_layer(model)


def _unwrap(nest: Any) -> Any:
    """Keras 3 keeps a single input of a Sequential as [tensor]; fit feeds the tensor."""
    return nest[0] if isinstance(nest, (list, tuple)) and len(nest) == 1 else nest


def _leaves(nest: Any, role: str, names: Optional[List[str]]) -> Optional[List[Leaf]]:
    if nest is None:
        return None
    out = []
    flat = list(leaves(_unwrap(nest)))
    for position, (_, key, tensor) in enumerate(flat):
        name, shape, dtype, kind, optional = compat.tensor_facts(tensor)
        if role == "output" and names and len(names) == len(flat):
            name = names[position]
        out.append(Leaf(name, shape, dtype, kind, role, key, optional))
    return out


def _any_batch(leaf: Leaf) -> Leaf:
    return replace(leaf, shape=(None, *leaf.shape[1:])) if leaf.shape else leaf


def _parameters(model: Any) -> int:
    if not getattr(model, "built", False):
        return 0
    # On Keras 2 a lookup layer lists its table among the weights; a table has no shape.
    return int(sum(_size(w.shape) for w in model.weights if hasattr(w, "shape")))


def _size(shape: Any) -> int:
    total = 1
    for dimension in compat.shape_of(shape) or ():
        total *= dimension or 1
    return total


# --- losses ---------------------------------------------------------------------------------


def loss_of(loss: Any) -> Optional[Loss]:
    """One loss as given to compile: a name, a function, a Loss object; None for no loss."""
    if loss is None:
        return None
    if isinstance(loss, str):
        return Loss(LOSSES.get(_plain(loss), loss), from_logits=False)
    config: Dict[str, Any] = {}
    kind = type(loss).__name__
    if hasattr(loss, "get_config") and not isinstance(loss, type):
        function, config = compat.loss_settings(loss)
        wraps = function is not None and _plain(kind) not in LOSSES
        name = getattr(function, "__name__", kind) if wraps else kind
        own = compat.of_keras(type(loss))
    else:
        name = getattr(loss, "__name__", kind)
        own = compat.of_keras(loss)
    canonical = LOSSES.get(_plain(name)) if own else None
    return Loss(
        canonical or name,
        from_logits=bool(config.get("from_logits", False)) if canonical else None,
        custom=canonical is None,
        ignore_class=config.get("ignore_class"),
    )


def _plain(name: str) -> str:
    return str(name).lower().replace("_", "").replace("v2", "")


def _read_losses(model: Any, contract: Contract) -> None:
    given = compat.compiled_loss(model)
    contract.has_loss = given is not None
    count = len(contract.outputs) if contract.outputs else 1
    if given is None:
        contract.losses = dict.fromkeys(range(count))
    elif isinstance(given, dict):
        names = [(leaf.key, leaf.path) for leaf in contract.outputs or []]
        for i, (key, name) in enumerate(names or [(None, None)]):
            entry = given.get(key, given.get(name))
            contract.losses[i] = loss_of(entry)
            if key not in given and name not in given:
                contract.left_out |= {i}
    elif isinstance(given, (list, tuple)):
        contract.losses = {i: loss_of(entry) for i, entry in enumerate(flatten(list(given)))}
    else:
        contract.losses = {i: loss_of(given) for i in range(count)}


# --- layers ---------------------------------------------------------------------------------


def _layers(model: Any, kind: str, inputs: Any) -> List[LayerFacts]:
    reached = _reach(model, inputs) if inputs is not None else {}
    out = []
    for layer in _all_layers(model):
        out.append(_fact(layer, tuple(sorted(reached.get(id(layer), ())))))
    return out


def _all_layers(model: Any) -> List[Any]:
    """Every layer inside, nested models included, once, in order."""
    seen: Set[int] = set()
    out = []

    def walk(owner: Any) -> None:
        for layer in compat.layers_in(owner):
            if id(layer) in seen:
                continue
            seen.add(id(layer))
            out.append(layer)
            walk(layer)

    walk(model)
    return out


def _fact(layer: Any, inputs: Tuple[int, ...]) -> LayerFacts:
    kind = type(layer).__name__
    bound = getattr(layer, BOUNDED_IDS[kind], None) if kind in BOUNDED_IDS else None
    activation = getattr(layer, "activation", None)
    mean = variance = None
    if kind == "Normalization":
        state = compat.normalization_state(layer)
        if state[0] is not None and state[0].size <= 4096:
            mean = tuple(float(v) for v in state[0].ravel())
            variance = tuple(float(v) for v in state[1].ravel())
    units = getattr(layer, "units", getattr(layer, "filters", None))
    return LayerFacts(
        name=str(getattr(layer, "name", kind)),
        type=kind,
        inputs=inputs,
        input_dim=int(bound) if isinstance(bound, int) and bound > 0 else None,
        activation=_activation_name(activation, kind),
        units=units if isinstance(units, int) else None,
        adapted=compat.layer_adapted(layer),
        mean=mean,
        variance=variance,
        stateful=bool(getattr(layer, "stateful", False)) and hasattr(layer, "return_sequences"),
        last_step=kind in FORWARD
        and not getattr(layer, "return_sequences", True)
        and not getattr(layer, "go_backwards", False),
        masks=kind == "Masking" or getattr(layer, "mask_zero", False) is True,
        mask_value=_mask_value(layer, kind),
        data_format=getattr(layer, "data_format", None),
        keras_own=compat.of_keras(type(layer)),
        scale=_rescaling(layer, kind),
    )


def _rescaling(layer: Any, kind: str) -> Optional[Tuple[float, float]]:
    """(scale, offset) of a Rescaling layer given as single numbers."""
    given = (getattr(layer, "scale", None), getattr(layer, "offset", None))
    if kind != "Rescaling" or not all(isinstance(value, (int, float)) for value in given):
        return None
    return float(given[0]), float(given[1])


def _mask_value(layer: Any, kind: str) -> Optional[float]:
    if kind == "Embedding" and getattr(layer, "mask_zero", False) is True:
        return 0.0
    value = getattr(layer, "mask_value", None) if kind == "Masking" else None
    return float(value) if isinstance(value, (int, float)) else None


def _activation_name(activation: Any, kind: str) -> Optional[str]:
    if kind in ("Softmax", "ReLU", "LeakyReLU", "Sigmoid"):
        return kind.lower()
    if activation is None:
        return None
    return str(
        getattr(activation, "__name__", getattr(activation, "name", type(activation).__name__))
    )


def _reach(model: Any, inputs: Any) -> Dict[int, FrozenSet[int]]:
    """Layer id -> inputs reaching it before any weight.

    Walks the symbolic graph from the outputs up, and stops at layers with weights and at scaling
    layers, so a layer's entry says which raw inputs it really sees.
    """
    key_of = compat.tensor_key
    roots = {key_of(tensor): i for i, tensor in enumerate(flatten(inputs))}
    raw: Dict[Any, FrozenSet[int]] = {key: frozenset({i}) for key, i in roots.items()}
    through: Dict[int, FrozenSet[int]] = {}
    for layer, consumed, produced in compat.calls(model):
        seen = frozenset().union(*[raw.get(key_of(t), frozenset()) for t in consumed])
        key = id(layer)
        through[key] = through.get(key, frozenset()) | seen
        passes_on = not _stops(layer)
        for tensor in produced:
            if key_of(tensor) not in roots:
                raw[key_of(tensor)] = seen if passes_on else frozenset()
    _reach_nested(model, through)
    return through


def _reach_nested(model: Any, through: Dict[int, FrozenSet[int]]) -> None:
    """Carry reach into a nested model: its first layers see what the model is given."""
    for layer in list(getattr(model, "layers", None) or []):
        if hasattr(layer, "layers") and through.get(id(layer)):
            passing = through[id(layer)]
            for inner in getattr(layer, "layers", []):
                through[id(inner)] = passing
                if _stops(inner):
                    break
            _reach_nested(layer, through)


def _stops(layer: Any) -> bool:
    kind = type(layer).__name__
    if kind in SCALING or kind in ARITHMETIC:
        return True
    if hasattr(layer, "layers"):  # a nested model: assume it has weights
        return bool(getattr(layer, "weights", None))
    return bool(getattr(layer, "weights", None)) and not kind.startswith("Random")


def _read_consumers(contract: Contract) -> None:
    """The ids that each raw input may hold."""
    bounds: Dict[int, int] = {}
    for fact in contract.layers:
        if fact.type == "InputLayer":
            continue
        for i in fact.inputs:
            if fact.input_dim:
                bounds[i] = min(bounds.get(i, fact.input_dim), fact.input_dim)
    contract.embedding_inputs = bounds


def _last_activations(
    model: Any, kind: str, outputs: Any, facts: List[LayerFacts]
) -> Dict[int, Optional[str]]:
    """The activation that each output leaves by; "unknown" where it cannot be told.

    Only layers that end in their ``activation`` count. Layers that put values in other places are looked
    through, and so are nested models; anything else that is computed after makes it unknown.
    """
    by_name = {fact.name: fact for fact in facts}
    if outputs is None:
        last = _before_moving(facts) if kind == "sequential" else None
        return {0: last.activation or "linear"} if last and last.units is not None else {}
    return {
        i: _activation_of(tensor, model, by_name)
        for i, tensor in enumerate(flatten(_unwrap(outputs)))
    }


def _before_moving(facts: List[LayerFacts]) -> Optional[LayerFacts]:
    """The last layer of a stack that does more than move values; None behind a softmax that was moved."""
    last = next((fact for fact in reversed(facts) if not fact.type.startswith(MOVING)), None)
    return None if last and last is not facts[-1] and last.activation == "softmax" else last


def _activation_of(tensor: Any, model: Any, by_name: Dict[str, LayerFacts]) -> str:
    """The activation by which a symbolic tensor of the model leaves."""
    made = {compat.tensor_key(out): given for _, given, outs in compat.calls(model) for out in outs}
    moved = False
    while True:
        layer = compat.producer(tensor)
        fact = by_name.get(getattr(layer, "name", ""))
        # What a layer of one's own does after its activation cannot be told.
        if layer is None or fact is None or not fact.keras_own:
            return "unknown"
        if hasattr(layer, "layers"):
            inner = flatten(compat.output_structure(layer)) if compat.calls(layer) else []
            return _activation_of(inner[0], layer, by_name) if len(inner) == 1 else "unknown"
        if not fact.type.startswith(MOVING):
            if moved and fact.activation == "softmax":  # its axis is no longer the last
                return "unknown"
            return fact.activation or ("linear" if fact.units is not None else "unknown")
        moved = True
        given = made.get(compat.tensor_key(tensor), [])
        if len(given) != 1:
            return "unknown"
        tensor = given[0]
