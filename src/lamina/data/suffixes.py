"""What a file or a folder is by its name alone."""

import os

IMAGE_SUFFIXES = frozenset(
    (".png", ".jpg", ".jpeg", ".jfif", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm", ".pbm")
)
TEXT_SUFFIXES = frozenset((".csv", ".tsv", ".txt", ".data", ".dat", ".tab"))
# Of running text that is named or lies in a folder: prose and programs.
RUNNING_SUFFIXES = frozenset(
    (
        ".txt", ".text", ".md", ".markdown", ".rst", ".tex", ".html", ".css", ".sql", ".sh",
        ".py", ".js", ".ts", ".c", ".h", ".cpp", ".hpp", ".java", ".go", ".rs", ".rb",
    )
)  # fmt: skip
EXCEL_SUFFIXES = frozenset((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"))
FILE_SUFFIXES = (
    IMAGE_SUFFIXES | TEXT_SUFFIXES | RUNNING_SUFFIXES | EXCEL_SUFFIXES
    | {".parquet", ".npz", ".npy", ".json", ".conll", ".gz", ".xz", ".bz2", ".tar", ".tgz", ".zip"}
)  # fmt: skip
PART_FOLDERS = {"train": "train", "training": "train", "val": "validation", "valid": "validation",
                "validation": "validation", "dev": "validation", "test": "test", "testing": "test"}  # fmt: skip


def is_image_name(name: str) -> bool:
    """Whether a file's name says that it is an image (by its suffix; hidden files are not)."""
    return not name.startswith(".") and os.path.splitext(name)[1].lower() in IMAGE_SUFFIXES


def is_archive(name: str) -> bool:
    """Whether a file's name is that of a tar archive, compressed or not."""
    return name.lower().endswith((".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"))


def is_idx(name: str) -> bool:
    """MNIST's own names: train-images-idx3-ubyte.gz, t10k-labels.idx1-ubyte."""
    return any(mark in name.lower() for mark in ("idx1-ubyte", "idx3-ubyte", ".idx1", ".idx3", "idx1.gz", "idx3.gz"))
