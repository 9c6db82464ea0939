"""The Python face: check one pipeline, or make each check a pytest item."""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterable, Optional, Sequence

from conformance.results import Report


class Pipeline:
    """A pipeline to check, with its model and how fit will be called.

    Args:
        dataset: a function without required arguments that builds a ``tf.data.Dataset``,
            ``Sequence``, ``PyDataset``, generator or arrays; or such an object (the report then
            says which checks a live object rules out).
        model: a function that builds a fresh compiled Keras model, or a model.
        validation: what goes to ``validation_data``; a function or an object.
        fit: the other arguments given to ``fit`` (steps_per_epoch, epochs, class_weight, ...).
        name: how the report and the pytest ids call it.
    """

    def __init__(
        self,
        dataset: Any,
        *,
        model: Any = None,
        validation: Any = None,
        fit: Optional[Dict[str, Any]] = None,
        name: Optional[str] = None,
    ):
        self.dataset = dataset
        self.model = model
        self.validation = validation
        self.fit = dict(fit or {})
        self.name = name or getattr(dataset, "__name__", type(dataset).__name__)

    def __repr__(self) -> str:
        return f"Pipeline({self.name!r})"


def check_pipeline(
    dataset: Any,
    *,
    model: Any = None,
    validation: Any = None,
    fit: Optional[Dict[str, Any]] = None,
    expect: Optional[Dict[str, Any]] = None,
    only: Iterable[str] = (),
    skip: Iterable[str] = (),
    budget: float = 60.0,
    seed: int = 0,
    name: Optional[str] = None,
    card: bool = True,
) -> Report:
    """Check a pipeline against its model, in this process.

    A finding never raises. A pipeline that hangs or crashes the interpreter takes this process
    with it; the command line runs the same checks in a supervised child.

    Args:
        dataset, model, validation, fit, name: see :class:`Pipeline`.
        expect: what is declared of the data, as ``EXPECT`` of a module: held to exactly.
        only, skip: checks or groups to run or leave out.
        budget: seconds; passes over the data end within their share.
        seed: seeds the training runs.
        card: also draw what the model receives, for a notebook and for HTML.

    Returns:
        A :class:`Report`: ``report.conforms``, ``report.results``, ``str(report)``.

    Raises:
        TypeError: ``dataset`` is no pipeline.
        ValueError: an unknown check or group, with the nearest valid name.

    Example:
        >>> report = check_pipeline(make_dataset, model=make_model)  # doctest: +SKIP
        >>> assert report.conforms, report  # doctest: +SKIP
    """
    from conformance.run.runner import Options, run
    from conformance.run.subject import subject_of

    if isinstance(dataset, Pipeline):
        given = dataset
        dataset, model, validation = given.dataset, given.model, given.validation
        fit, name = given.fit, given.name
    if isinstance(only, str) or isinstance(skip, str):
        raise TypeError("only and skip take a list of names, not one string")
    subject = subject_of(
        dataset, model=model, validation=validation, fit=fit, name=name, declared=expect
    )
    return run(subject, Options(budget, tuple(only), tuple(skip), seed, card=card))


def check_fit(
    model: Any,
    *args: Any,
    only: Iterable[str] = (),
    skip: Iterable[str] = (),
    budget: float = 60.0,
    seed: int = 0,
    name: str = "fit",
    **kwargs: Any,
) -> Report:
    """Judge a call of ``model.fit`` without making it.

    Args:
        model: the compiled model.
        args, kwargs: what ``model.fit`` would be given.
        only, skip, budget, seed: see :func:`check_pipeline`.
        name: how the report calls it.

    Returns:
        A :class:`Report`. Of data that is given as it is, the report says which checks need a
        function that builds it again.

    Raises:
        ValueError: an unknown check or group, with the nearest valid name.

    Example:
        >>> check_fit(model, train, validation_data=val, epochs=3)  # doctest: +SKIP
    """
    from conformance import compat
    from conformance.run.capture import bound
    from conformance.run.runner import Options, run
    from conformance.run.script import of_arguments

    if isinstance(only, str) or isinstance(skip, str):
        raise TypeError("only and skip take a list of names, not one string")
    given = bound(compat.keras().Model.fit, model, args, kwargs)
    options = Options(budget, tuple(only), tuple(skip), seed, card=True)
    return run(of_arguments(given, model, name), options)


def parametrize_with_checks(
    pipelines: Sequence[Pipeline],
    *,
    only: Iterable[str] = (),
    skip: Iterable[str] = (),
    expected_failures: Optional[Dict[str, str]] = None,
    budget: float = 60.0,
) -> Callable:
    """Decorate a test so that pytest runs it once for each pipeline and check.

    A failed check fails its item with the finding; a warning passes with a Python warning; a
    skip, or a check blocked by another's failure, is a pytest skip that says why. Each pipeline
    is observed once, whatever the number of items.

    Args:
        pipelines: :class:`Pipeline` objects or factories.
        only, skip: checks or groups.
        expected_failures: check name -> reason; such an item is a strict xfail, so it fails
            when the check passes again.
        budget: seconds for each pipeline.

    Raises:
        ValueError: an unknown check in ``only``, ``skip`` or ``expected_failures``.

    Example:
        >>> @parametrize_with_checks([Pipeline(make_dataset, model=make_model)])  # doctest: +SKIP
        ... def test_pipeline(check):
        ...     check()
    """
    import pytest

    from conformance.registry import select

    checks = select(only, skip)
    expected = dict(expected_failures or {})
    select(expected)  # an unknown name is an error, not a silent no-op
    parameters = []
    for pipeline in pipelines:
        pipeline = pipeline if isinstance(pipeline, Pipeline) else Pipeline(pipeline)
        shared = _Shared(pipeline, only=tuple(only), skip=tuple(skip), budget=budget)
        for check in checks:
            marks = []
            if check.name in expected:
                marks.append(pytest.mark.xfail(reason=expected[check.name], strict=True))
            parameters.append(
                pytest.param(
                    _item(shared, check.name), id=f"{pipeline.name}-{check.name}", marks=marks
                )
            )
    return pytest.mark.parametrize("check", parameters)


class _Shared:
    """One report, made when the first item asks for it."""

    def __init__(self, pipeline: Pipeline, **options: Any):
        self.pipeline, self.options = pipeline, dict(options, card=False)
        self.report: Optional[Report] = None

    def result(self, name: str) -> Any:
        from conformance.run.parts import first_of

        if self.report is None:
            self.report = check_pipeline(self.pipeline, **self.options)
        return first_of(self.report.results, name)


def _item(shared: _Shared, name: str) -> Callable[[], None]:
    def check() -> None:
        __tracebackhide__ = True
        import warnings

        import pytest

        from conformance.report.text import one

        result = shared.result(name)
        if result.status in ("skip", "blocked"):
            pytest.skip(f"{result.status}: {result.message}")
        if result.status == "warn":
            warnings.warn(one(result), UserWarning, stacklevel=2)
        elif result.status != "pass":
            pytest.fail(one(result), pytrace=False)

    check.__name__ = name
    return check
