"""What traced functions turn numbers into: which op yields which dtype, functions they call included."""

from __future__ import annotations

from typing import Any, Set

from conformance import compat

DECODERS = frozenset(("DecodePng", "DecodeImage"))
TRANSFORMS = frozenset(("FFT", "FFT2D", "FFT3D", "RFFT", "RFFT2D", "RFFT3D", "FFTND", "RFFTND"))
INVERSE = frozenset("I" + name for name in TRANSFORMS)
# Where these are, both parts of a number may be in use: s * conj(s), or real and imaginary side by side.
KEEPING = frozenset(("Conj", "Imag", "Angle", "ComplexAbs", "Real"))


def decoded(library: Any, name: str) -> Set[str]:
    """The dtypes to which a function decodes images."""
    if not library.ops(name) & DECODERS:
        return set()
    kinds = [node.attr["dtype"].type for node in library.nodes(name) if node.op in DECODERS]
    # The attribute is left out where it is the default.
    return {compat.tensorflow().dtypes.as_dtype(kind).name if kind else "uint8" for kind in kinds}


def real_of_transform(library: Any, name: str) -> bool:
    """Whether what a Fourier transform gave is cast to real numbers.

    Not after an inverse transform, which leaves an imaginary part of rounding alone, nor beside another
    use of the imaginary part.
    """
    ops = library.ops(name)
    if not ops & TRANSFORMS or ops & (INVERSE | KEEPING):
        return False
    return any(node.op == "Cast" and _to_real(node) for node in library.nodes(name))


def _to_real(node: Any) -> bool:
    tf = compat.tensorflow()
    source, target = (tf.dtypes.as_dtype(node.attr[key].type) for key in ("SrcT", "DstT"))
    return bool(source.is_complex and target.is_floating)
