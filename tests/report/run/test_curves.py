"""Curves of whole, short, partial and broken histories."""

from lamina.report.run.curves import best_epoch, draw_curves, metrics_of


def test_a_picture_of_a_history(tmp_path, history, is_picture) -> None:
    assert is_picture(draw_curves(tmp_path / "curves.png", history(20)))
    assert is_picture(draw_curves(tmp_path / "curves.png", history(1)))


def test_no_epochs_make_no_picture(tmp_path) -> None:
    assert draw_curves(tmp_path / "curves.png", []) is None
    assert not (tmp_path / "curves.png").exists()


def test_metrics_are_found_by_their_names_the_loss_first() -> None:
    row = {
        "epoch": 1,
        "train_accuracy": 0.5,
        "train_loss": 1.0,
        "learning_rate": 0.1,
        "seconds": 1,
        "samples_per_second": 9,
    }
    assert metrics_of([row]) == ["loss", "accuracy"]


def test_the_kept_epoch_is_that_of_the_smallest_validation_loss(history) -> None:
    rows = [
        {"epoch": 1, "validation_loss": 3.0},
        {"epoch": 2, "validation_loss": 1.0},
        {"epoch": 3, "validation_loss": float("nan")},
    ]
    assert best_epoch(rows) == 2
    assert best_epoch([{"epoch": 1, "train_loss": 3.0}]) is None


def test_nothing_that_is_not_finite_is_drawn(tmp_path, is_picture) -> None:
    rows = [
        {"epoch": epoch, "train_loss": loss}
        for epoch, loss in ((1, 5.0), (2, float("nan")), (3, float("inf")), (4, 0.01))
    ]
    assert is_picture(draw_curves(tmp_path / "curves.png", rows))


def test_a_history_that_is_not_finite_at_all_and_a_loss_of_zero(tmp_path, is_picture) -> None:
    assert draw_curves(tmp_path / "a.png", [{"epoch": 1, "train_loss": float("nan")}]) is None
    assert is_picture(draw_curves(tmp_path / "b.png", [{"epoch": e, "train_loss": 0.0} for e in (1, 2, 3)]))


def test_a_part_of_an_epoch_is_no_epoch_0(tmp_path, is_picture, monkeypatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("lamina.report.run.curves.headline", lambda axes, *lines: told.extend(lines))
    rows = [{"epoch": 0.9249, "train_loss": 0.7, "validation_loss": 0.186}]
    assert is_picture(draw_curves(tmp_path / "curves.png", rows))
    assert "kept: epoch 0.9249, validation 0.1860" in told
