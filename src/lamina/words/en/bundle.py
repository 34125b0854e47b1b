"""English sentences of `bundle`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "bundle.no_bundle": "{path} is not a bundle: there is no bundle.json in it. Give the `model` folder of a run.",
    "bundle.missing_file": "The bundle is incomplete: {path} is missing. Copy the whole folder again.",
    "bundle.not_a_file": "{path} is a link, a folder or a device, not a plain file. Bundles hold plain files only.",
    "bundle.place_taken": "{path} holds something that is not a bundle; it was not touched. Choose another folder.",
    "bundle.changed": "{path} is not as it was saved: its checksum differs. It was damaged or edited; use an intact copy.",
    "bundle.card_changed": "The model card {file} was edited after saving: its text may not be what the training wrote. Weights and answers are not touched by that.",
    "bundle.pickle": "{path} is a pickle (or a torch.save file), which can run code when it is read. Lamina reads safetensors only; use an intact copy of the bundle.",
    "bundle.bad_header": "{path} is not a sound safetensors file: {reason}. Use an intact copy of the bundle.",
    "bundle.absurd_size": 'In {path} the tensor "{tensor}" claims the shape {shape}, which does not fit the {bytes:,} bytes of data there. The file is damaged or forged.',
    "bundle.missing_tensor": 'The tensor "{tensor}" is missing in {path}: the weights are not of the network that bundle.json names.',
    "bundle.extra_tensor": '{path} holds a tensor "{tensor}" that the network in bundle.json does not have. The weights are of another network.',
    "bundle.wrong_shape": 'The tensor "{tensor}" in {path} is {found}; the network in bundle.json needs {expected}.',
    "bundle.no_format": '{path} has no whole number under "format"; it is not Lamina\'s bundle.json.',
    "bundle.newer_format": "{path} has format {found}; this Lamina reads formats up to {known}. Install a newer Lamina: pip install -U lamina.",
    "bundle.unknown_format": "{path} has format {found}, from which no way leads to format {known}. It is not a file of Lamina's.",
    "bundle.bad_record": 'In {path} the entry "{key}" cannot be used: {reason}.',
    "bundle.own_network": 'The network of this model ({network}) is a module of your own, and no code is read from a model. Name it: --network {hint}. In Python: lamina.load(path, network=module), or network="{hint}".',
    "bundle.own_unchecked": 'The network "{network}" is a module of your own: files and record agree. Its answers are checked with --network {hint}. In Python: lamina.verify(path, network="{hint}").',
    "bundle.absurd_argument": "An argument of `{part}` in bundle.json is absurd ({value}; the limit is {limit}). The bundle is damaged or forged.",
    "bundle.cannot_build": "`{part}` cannot be built as bundle.json describes it: {reason}.",
    "bundle.bad_cell": 'The column "{column}" is numeric; {value!r} is not a number there. Correct the cell or leave it empty.',
    "bundle.bad_golden": "The golden rows in {path} cannot be used: {reason}. Use an intact copy of the bundle.",
    "bundle.golden_failed": "The model in {path} fails on its own golden rows: {reason}. Do not use it; train again or take an intact copy.",
    "bundle.golden_mismatch": "The model in {path} no longer gives the answers it was saved with: over {rows} golden rows the largest difference is {difference}, and {tolerance} is allowed. Do not use it; `lamina verify` shows versions that differ.",
    "bundle.not_finite": 'The network "{network}" answers with NaN or infinite numbers on golden rows; such a model is not saved. Train again with a smaller rate: `lamina train --learning-rate`.',
    "bundle.format_agrees": "bundle.json: format {format}, sealed and complete; network {network}.",
    "bundle.file_agrees": "{file}: {bytes:,} bytes, checksum agrees.",
    "bundle.shapes_agree": "Shapes: {tensors} tensors with {values:,} values agree with network, preparation and finish.",
    "bundle.golden_agree": "Answers: {rows} golden rows replayed on {device}, largest difference {difference} (allowed: {tolerance}).",
    "bundle.versions_agree": "Versions are those of the saving: {versions}.",
    "bundle.version_differs": "Version of {library}: saved with {saved}, here {here}. The golden rows decide whether that matters.",
    "bundle.no_onnx": "ONNX export needs {package}, which is not installed. Install it: pip install 'lamina[export]'.",
    "bundle.onnx_failed": "The network {network} cannot be exported to ONNX: {reason}.",
    "bundle.onnx_differs": "The ONNX file was not kept: with {rows} rows its answers differ from the model's by {difference}, and {tolerance} is allowed.",
    "bundle.onnx_too_large": "The model has {bytes:,} bytes; one ONNX file holds at most {limit:,}. Use the bundle itself or `lamina export --format code`.",
    "bundle.code_unknown_module": "The network's part `{module}` ({kind}) is not Lamina's or torch's, so its code cannot be written out. Keep your own file and load the bundle with network=module.",
    "bundle.code_own_network": 'The network "{network}" is a module of your own; its code is yours already. Code is written for the networks of the catalogue, `lamina list`; --format onnx is for any.',
    "bundle.code_kind": lambda v: (
        "Code is written for models of tables, images and series, and of texts with one answer each (classify, regress); "
        f"this one's task is {v['task']}. Use --format onnx, or the bundle itself."
    ),
    "bundle.code_failed": "The written code was not kept: it stops on the golden rows with: {reason}.",
    "bundle.code_differs": "The written code was not kept: on {rows} golden rows its answers differ by {difference}, and {tolerance} is allowed.",
}
