"""The ledger of claims: what is said about feeding Keras, measured on the TensorFlow that runs.

Each entry is a sentence as people state it, a function that measures whether it holds here, and the
releases it was found to hold on. ``python -m conformance.claims`` measures them all.

* ``documented``, ``documented_training``, ``documented_files``: sixteen patterns of public
  tutorials, as written there;
* ``semantics``: the order of cache, shuffle, repeat and batch;
* ``randomness``: random draws in map, and the values that augmentation leaves;
* ``lengths``: unknown and endless lengths;
* ``training``: NaN, lone dicts, train steps;
* ``workers``: processes and threads behind AUTOTUNE and Sequence;
* ``names``: where things live, and what a release's metadata says it needs;
* ``speed``: overlap and parallelism, as ratios of measured times.
"""
