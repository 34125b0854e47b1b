"""English sentences of `images`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.en.forms import did_you_mean, many, some

_SHOWN = 10
_REASONS = {
    "empty": "empty file", "not_image": "not an image, whatever its name says", "truncated": "cut off",
    "broken": "damaged", "bomb": "over 89 million pixels", "tiny": "a side of 1 pixel", "missing": "no such file",
    "forbidden": "no permission to read it",
}  # fmt: skip


def _images(number: int) -> str:
    return many(number, "image", "images")


def _files(values: dict[str, Any]) -> str:
    shown = [f"{name} ({_REASONS.get(reason, reason)})" for name, reason in values["files"][:_SHOWN]]
    more = values["count"] - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _converted(values: dict[str, Any]) -> str:
    parts = [
        ("to_grey", "colour made grey, as the network takes one channel"),
        ("to_colour", "grey repeated in three channels"),
        ("transparent", "transparent pixels laid over white"),
        ("turned", "turned upright as the camera says (EXIF)"),
        ("animated", "animated, first frame taken"),
        ("deep", "16-bit values divided by 257"),
        ("palette", "palette's colours looked up"),
        ("inks", "printing inks (CMYK) turned into colours"),
    ]
    said = [f"{text} in {values[name]:,}" for name, text in parts if values.get(name)]
    return f"Of {_images(values['images'])}: {'; '.join(said)}."


def _resized(values: dict[str, Any]) -> str:
    of = (
        f"{values['sizes']} sizes from {values['smallest']} to {values['largest']}"
        if values["sizes"] > 1
        else values["smallest"]
    )
    squashed = values["squashed"]
    how = (
        f" {squashed:,} of {_images(values['images'])} change their proportions: the whole image is kept."
        if squashed
        else ""
    )
    return f"Images ({of}) are resized to {values['size']}.{how}"


def _size_chosen(values: dict[str, Any]) -> str:
    why = f"images of {values['one']} are large" if values["one"] else "the images have different sizes"
    return f"The network sees {values['size']}, as {why}; choose another size with --image-size."


def _columns(values: dict[str, Any]) -> str:
    label = values["label"]
    said = f'Images are named in column "{values["path"]}"'
    if label is None:
        return f"{said}; there is no label."
    return f'{said}; the label is column "{label}"' + ("." if values["asked"] else "; choose another with --target.")


def _task_guessed(values: dict[str, Any]) -> str:
    names = many(values["different"], "different whole number", "different whole numbers")
    if values["task"] == "classify":
        return (
            f'The label "{values["target"]}" has {names}, taken as classes; if they are quantities, use --task regress.'
        )
    return f'The label "{values["target"]}" has {names}, taken as quantities; if they are classes, use --task classify.'


def _shared(values: dict[str, Any]) -> str:
    said = [
        f"{_images(count)} of {pair.split('/')[1]} also in {pair.split('/')[0]}"
        for pair, count in values["pairs"].items()
    ]
    return f"The same pixels stand in two parts: {'; '.join(said)}. Scores on them are too good; remove the copies."


def _near(values: dict[str, Any]) -> str:
    pairs = some([f"{b} like {a}" for a, b in values["examples"]], 3)
    looked_at, beside = _images(values["looked_at"]), ""
    if values["looked_at"] < values["images"]:
        looked_at = f"{values['looked_at']:,} (of {_images(values['images'])})"
    if values["compared_with"] < values["train_images"]:
        beside = f" beside {values['compared_with']:,} of {values['train_images']:,} training images"
    of = f"Of {looked_at} of {values['part']} looked at in {values['size']}{beside}, {values['count']:,} nearly equal"
    return (
        f"{of}{'s' if values['count'] == 1 else ''} a training image ({pairs}): perhaps copies, re-coded or re-sized."
    )


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    # sources
    "images.unknown_source": "Images cannot be read from a {type}. Give a folder with a folder per class, a CSV with a column of image files, (path, label) pairs, an IDX or .npz file, or an array.",
    "images.no_labels": "{source} has images but no labels to learn. Give (images, labels), or a folder with a folder per class.",
    "images.one_file": "{path} is a single image; to train, give a folder with a folder per class, or a CSV with image files and labels.",
    "images.unreadable": "Cannot read {path}: {reason}.",
    "images.none_in_folder": "There is no image in {path} or in the folders in it. Give a folder with a folder of images per class.",
    "images.flat_folder": "{path} has images but no folder per class, so there is nothing to learn. Put the images of each class into a folder named after it, or give a CSV with image files and labels.",
    "images.none_listed": "The list names no image file.",
    "images.no_path_column": "No column of {path} holds names of image files (columns: {columns}).",
    "images.no_label_column": 'Beside the column "{column}" of image files there is no column with a label.',
    "images.no_target": lambda v: (
        f'There is no column "{v["target"]}" beside the image files (columns: {v["columns"]}).{did_you_mean(v)}'
    ),
    "images.one_target": "Images are learned with one target at a time, not {targets}. Choose one with --target.",
    "images.label_not_number": 'The label "{label}" of {image} is not a finite number. Correct it, or use --task classify.',
    "images.labels_count": "There are {images:,} images but {labels:,} labels; each image needs one.",
    "images.labels_shape": "Labels need the shape ({images},), one an image, not {shape}; turn one-hot rows into numbers with argmax.",
    "images.single_class": lambda v: (
        f'All {_images(v["images"])} of {v["source"]} are of one class, "{v["name"]}"; a classifier needs at least two.'
    ),
    "images.all_broken": lambda v: f"None of {_images(v['count'])} can be used: {_files(v)}.",
    "images.memory": "{images:,} images of {size} need {need} GiB, and this machine has {have} GiB. Use a smaller --image-size or fewer images.",
    "images.no_room": "{images:,} images of {size} need {need} GiB: the folder {folder} cannot take them ({reason}), and this machine has only {have} GiB of memory. Set LAMINA_CACHE to a folder with room, or use a smaller --image-size.",
    "images.channels": "An image network takes 1 channel (grey) or 3 (colour), not {channels}.",
    "images.not_an_image_model": "This model was trained on a table; it cannot answer images.",
    # IDX
    "images.idx_empty": "{path} is empty: it holds no images. If it was downloaded or copied, fetch it again.",
    "images.idx_magic": "{path} is not an IDX file: it begins with {found}, expected 0x00000803 (images) or 0x00000801 (labels).",
    "images.idx_header": "{path} ends within its header: {found} bytes, expected at least {expected}.",
    "images.idx_count": "{path} promises {shape} values, {expected:,} bytes, but holds {found}. It is cut off or damaged; fetch it again.",
    "images.idx_gzip": "{path} cannot be unpacked ({reason}). It is cut off or damaged; fetch it again.",
    "images.idx_no_labels": "The labels of {path} are missing; expected {wanted} (or .gz) beside it.",
    "images.idx_no_images": "{path} has IDX files ({files}) but none with images; expected a name such as train-images-idx3-ubyte.",
    "images.idx_many": "{path} has several IDX files of images for one part ({files}). Give the one file that you mean.",
    "images.idx_not_images": "{path} holds {shape} values; images need unsigned bytes in three dimensions (count, rows, columns).",
    "images.idx_not_labels": "{path} holds {shape} values; labels need whole numbers in one dimension.",
    "images.idx_labels_count": "{path} has {labels:,} labels, but {images_path} has {images:,} images. They do not belong together.",
    # archives and CIFAR's binary files
    "images.archive_unsafe": "{path} has an entry that leads out of it ({name}); such an archive is not read. Unpack it with care and give the folder.",
    "images.archive_large": "The images in {path} need more than {limit} GiB unpacked, which is half of this machine's memory. Unpack it and give the folder.",
    "images.cifar_size": "{file} has {bytes:,} bytes, which are not whole records of {record:,}. It is cut off or no CIFAR-10 file; fetch it again.",
    "images.cifar_label": "Record {record:,} (from 0) of {file} has the label {label}, but there are {classes} classes. It is damaged or no CIFAR-10 file.",
    # arrays
    "images.array_ragged": "The images differ in size, so they make no array ({reason}). Resize them first, or give their files.",
    "images.array_shape": "Images need the shape (N,H,W), (N,C,H,W) or (N,H,W,C) with at least one pixel, not {shape} (layout {layout}).",
    "images.array_channels": "An array of {shape} has no axis of 1, 3 or 4 channels where the layout {layout} expects it. Set --layout nchw or nhwc.",
    "images.array_type": "Pixels must be numbers, not {type}.",
    "images.array_not_finite": "Image {position} (counted from 0) of the array has a pixel that is NaN or infinite.",
    "images.array_range": "Pixels go from {low:g} to {high:g}, but 0..{range} was expected. Bring them to 0..255 or 0..1 and say which with --pixel-range.",
    # notes
    "images.layout": "The array {shape} is read as {layout}; if that is wrong, use --layout.",
    "images.range": "Pixels from {low:g} to {high:g} are read on the scale 0..{range}; if that is wrong, use --pixel-range.",
    "images.columns": _columns,
    "images.label_missing": lambda v: (
        f'{_images(v["count"])} without a value in "{v["column"]}" not used ({"line" if v["lined"] else "row"} {some(v["rows"])}{" ..." if v["count"] > len(v["rows"]) else ""}).'
    ),
    "images.ignored_files": lambda v: (
        f"{many(v['count'], 'file that is no image', 'files that are no images')} ignored: {some(v['examples'])}{' ...' if v['count'] > len(v['examples']) else ''}."
    ),
    "images.loose_images": lambda v: (
        f"{_images(v['count'])} directly in {v['folder']}/ belong to no class and are not used: {some(v['examples'])}."
    ),
    "images.inner_folder": "The classes are read from the only folder inside, {folder}/.",
    "images.outside_parts": lambda v: (
        f"Beside train/, validation/ and test/, these folders are not used: {some(v['folders'])}."
    ),
    "images.empty_class": "The folder {folder}/ holds no image; it is no class.",
    "images.case_only": lambda v: (
        f"Classes that differ only in case are kept apart: {'; '.join(' and '.join(group) for group in v['groups'])}. Rename the folders if they are the same."
    ),
    "images.task_guessed": _task_guessed,
    "images.size_chosen": _size_chosen,
    "images.padded": "Images of {own} are centred on zeros to {size}.",
    "images.resized": _resized,
    "images.converted": _converted,
    "images.quarantined": lambda v: f"{many(v['count'], 'file', 'files')} left out as unusable: {_files(v)}.",
    "images.no_cache": "The decoded images could not be kept in {folder} ({reason}), so they are held in memory, and the next run decodes them again; set LAMINA_CACHE to another folder.",
    "images.shared": _shared,
    "images.near": _near,
    "images.labels_unused": lambda v: (
        f"The folders or labels ({some(v['names'])}) are none of the model's classes and are not used."
    ),
    "images.unknown_classes": lambda v: (
        f"{_images(v['images'])} of classes that the model does not know ({some(v['names'])}); it knows {some(v['known'])}."
    ),
    "images.mix_numbers": "--augment {names} mixes classes, and here numbers are learned: leave it out, or use --task classify.",
    "images.brought_to_size": lambda v: (
        f"{v['count']:,} of {_images(v['images'])} {'was' if v['images'] == 1 else 'were'} resized to {v['size']} "
        f"(from {', '.join(v['from'])}{' and other sizes' if v['sizes'] > len(v['from']) else ''})."
    ),
    "images.one_array": "The array {shape} is taken as one image.",
    "images.colour_lost": "converted from {mode} to grey: the network was trained on grey images",
    "images.outside_brightness": lambda v: (
        f"brightness {v['value']:.2g} is outside of what training saw ({v['low']:.2g} to {v['high']:.2g}; 0 black, 1 white)"
        + (": the image looks inverted" if v["inverted"] else "")
    ),
    "images.squashed": "resized from {own} to {size}, which changes its proportions much",
    "images.enlarged": "{own}, less than half of the {size} that the network sees",
}
