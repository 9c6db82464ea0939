"""Set up every test process before TensorFlow is imported in it.

Nothing heavy is imported here: collection must stay instant, and a test that needs no TensorFlow
must not pay for it.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase


def _bound_threads(cores: int, workers: int) -> dict[str, str]:
    """Return the thread limits that let `workers` processes share `cores` cores.

    TensorFlow sizes its pools by the machine, so that n workers would start n times too many
    threads. The inter-op pool keeps two: with one, an op that waits for another op of the same
    pool never ends. Both variables are read once, when TensorFlow starts its CPU device.
    """
    share = max(1, cores // workers)
    return {
        "TF_NUM_INTRAOP_THREADS": str(share),
        "TF_NUM_INTEROP_THREADS": str(max(2, share)),
        "OMP_NUM_THREADS": str(share),
    }


# `setdefault`: what a person exports wins, e.g. CUDA_VISIBLE_DEVICES=0 to test on a GPU.
_ENVIRONMENT = {
    # The suite's expectations are those of a CPU, and xdist workers must not fight over one GPU.
    "CUDA_VISIBLE_DEVICES": "-1",
    # The C++ log would bury the summary; a fatal error is printed at every level.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    **_bound_threads(
        cores=os.cpu_count() or 1,
        workers=int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")),
    ),
}
for _name, _value in _ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)


# How hard the properties try: HYPOTHESIS_PROFILE=default, thorough or explore. A test that sets
# `max_examples` itself escapes its profile, so none should.
settings.register_profile(
    "default",
    # The same examples in every run and on every TensorFlow: a failure on one version only is then
    # a difference between versions, never a luckier draw.
    derandomize=True,
    # Derandomised runs would ignore a database; without one the checkout stays clean as well.
    database=None,
    # A first call traces a tf.function (seconds), the next takes milliseconds: no limit fits both.
    deadline=None,
    # An example is a pipeline and often a fit, 10 to 100 ms.
    max_examples=25,
    # Drawing is timed by the wall clock: busy cores, not slow strategies, would set this one off.
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=250)
settings.register_profile(
    "explore",
    settings.get_profile("default"),
    # Fresh seeds look where no run looked before; the database keeps what they find until mended.
    derandomize=False,
    database=DirectoryBasedExampleDatabase(".hypothesis/examples"),
    max_examples=250,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
