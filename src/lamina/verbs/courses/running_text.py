"""What courses of running text share: its windows, beside each other, and the page of a run."""

from lamina.core.own_name import called
from lamina.data.batches import MemoryBatches
from lamina.data.corpus.prepared import PreparedCorpus
from lamina.data.corpus.window_batches import WindowBatches
from lamina.report.run.curves import draw_curves
from lamina.report.run.page import Samples, write_page
from lamina.training.session import Trained
from lamina.verbs.courses.course import Outcome
from lamina.verbs.folder import RunFolder
from lamina.verbs.health.diagnosis import diagnosis_of
from lamina.verbs.job import Job

VALUES_LOOKED_AT = 2**22  # logits of a validation batch: 16 MB


def learned_windows(job: Job) -> WindowBatches:
    """Of the training part: cut anew and shuffled in each epoch."""
    prepared, loop = job.prepared, job.config.loop
    assert isinstance(prepared, PreparedCorpus) and prepared.spec.text is not None
    return WindowBatches(
        prepared.streams["train"], length=prepared.spec.text.max_length, batch_size=int(loop.batch_size),
        seed=loop.seed, drop_last=loop.drop_last, device=job.plan.device,
    )  # fmt: skip


def held_windows(job: Job, part: str) -> MemoryBatches:
    """Of another part, always alike; as many at once as their logits leave room for."""
    prepared, spec = job.prepared, job.prepared.spec
    assert spec.text is not None
    size = max(1, VALUES_LOOKED_AT // (spec.text.max_length * spec.num_outputs))
    return MemoryBatches(
        prepared.parts[part], batch_size=size, seed=job.config.loop.seed, shuffle=False, transform=prepared.prepare,
        device=job.plan.device,
    )  # fmt: skip


def draw_run(
    job: Job, trained: Trained, outcome: Outcome, folder: RunFolder, test_uses: int, samples: Samples | None, asks: str
) -> None:
    """Curves, and the page with samples of what the network does."""
    curves = draw_curves(folder.plots / "curves.png", trained.history)
    write_page(
        folder.report_file, title=f"{called(job.config.network.network)} · {job.name}", evaluations=outcome.evaluations,
        history=trained.history, audit=job.prepared.audit, plots=[curves] if curves else [], config=job.config,
        folder=str(folder.path), test_uses=test_uses, samples=samples, doctor=diagnosis_of(folder).section(), asks=asks,
    )  # fmt: skip
