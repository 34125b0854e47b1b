"""English sentences of the views of `lamina explain` that look at images."""

from collections.abc import Callable
from typing import Any

from lamina.words.en.forms import many


def _percent(share: float) -> str:
    """42 %, 0.3 %; never 0 or 100 where it is not."""
    value = 100 * share
    if 0 < value < 1 or 99 < value < 100:
        return f"{value:.2g} %" if value < 1 else f"{min(value, 99.9):.1f} %"
    return f"{value:.0f} %"


def _some(v: dict[str, Any]) -> str:
    return f" Of stages with more than {v['most']} maps the {v['most']} strongest are shown." if v["most"] else ""


def _taken(share: float) -> str:
    return _percent(max(0.0, share)) if share > -0.005 else f"-{_percent(-share)}"


def _verdict(most: float) -> str:
    """How much of the claim is true."""
    if most < 0.1:
        return "hardly any of the claim is true"
    return (
        "part of the claim is true, and the maps are far from invariant" if most < 0.6 else "most of the claim is true"
    )


def _movement(v: dict[str, Any]) -> str:
    if v["kind"] == "shift":
        return f"Shifted by {v['amount']:g} pixels"
    return f"Turned by {v['amount']:g} degrees" if v["kind"] == "turn" else f"Scaled by {v['amount']:g}"


def _changed(v: dict[str, Any]) -> str:
    what = f"the maps after {v['layer']} change" if v["layer"] else "the network's output changes"
    return f"{what} by {_percent(v['change'])}"


def _beside(v: dict[str, Any]) -> str:
    (one, other), (middle, middle_other), (lost, lost_other) = v["names"], v["middle"], v["aliased"]
    more = "as much" if abs(middle - middle_other) < 0.02 else "more" if middle > middle_other else "less"
    found = f"{one} has {more} of its filters' energy at middle frequencies {'as' if more == 'as much' else 'than'} {other}: {_percent(middle)} and {_percent(middle_other)}."
    same = abs(lost - lost_other) < 0.02
    worse = "Both strides alias alike" if same else f"{one if lost > lost_other else other} aliases more"
    return f"{found} {worse}: of the energy {_percent(lost)} is too fast for the stride of {v['stride'][0]} of {one}, {_percent(lost_other)} for the stride of {v['stride'][1]} of {other}."


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "explain.images.answered": "answered: {answer}",
    "explain.images.head.stage": "stage",
    "explain.images.head.maps": "maps",
    "explain.images.head.size": "size",
    "explain.images.head.zeros": "zeros",
    "explain.images.head.dark": "dark",
    "explain.images.head.repeats": "repeats",
    "explain.images.maps_title": "Feature maps",
    "explain.images.stage": lambda v: f"{many(v['channels'], 'map')} of {v['height']} x {v['width']}",
    "explain.images.stage_some": "the {shown} strongest of {channels} maps, {height} x {width}",
    "explain.images.maps_alt": "Feature maps of {row} in the stages {stages}",
    "explain.images.maps_flow": "From {first} to {last} the maps shrink from {size} to {small} and their number goes from {maps} to {then}: where something is gives way to what it is.",
    "explain.images.maps_broken": lambda v: (
        f"At {v['layer']}, before all other stages, values are NaN or infinite ({_percent(v['share'])} of them, drawn purple): what comes after it says nothing."
    ),
    "explain.images.maps_dark": lambda v: (
        f"{v['dark']} of the {v['maps']} maps of {v['layer']} stay{'s' if v['dark'] == 1 else ''} dark"
        + (f" for all {v['rows']} rows" if v["rows"] > 1 else " for this row")
        + ": nothing here excites them (dead units, where they stay dark for every row)."
    ),
    "explain.images.maps_zeros": lambda v: (
        f"The emptiest stage is {v['layer']}: {_percent(v['share'])} of its values are exactly zero, as a rectifier leaves them."
    ),
    "explain.images.maps_repeat": lambda v: (
        f"{v['repeats']} of the {v['maps']} maps of {v['layer']} nearly repeat{'s' if v['repeats'] == 1 else ''} another one (correlation above 0.95), so {'it tells' if v['repeats'] == 1 else 'they tell'} little that is new."
    ),
    "explain.images.maps_read": lambda v: (
        "White is 0, blue above it, orange below; one scale for all maps of a stage, with their numbers."
        + _some(v)
        + (
            f" One alone, with what excites it and what it sees: --layer {v['layer']} --unit {v['unit']}."
            if v["layer"]
            else ""
        )
    ),
    "explain.images.filters_title": "The first layer's filters",
    "explain.images.filters_alt": "The {count} filters of {layer}, and the share of low, middle and high frequencies in them",
    "explain.images.filters_all": "{layer}: {count} filters of {height} x {width}",
    "explain.images.filters_some": "{layer}: the {shown} strongest of {count} filters, {height} x {width}",
    "explain.images.chance_mark": "black mark: what filters of pure chance have",
    "explain.images.band.low": "low",
    "explain.images.band.middle": "middle",
    "explain.images.band.high": "high",
    "explain.images.aliased": "aliased",
    "explain.images.filters_small": lambda v: (
        f"The filters of {v['layer']} are too small to tell whether frequencies are missing: no filter of {v['height']}x{v['width']}, whatever it learned, can have more than {_percent(v['most'])} of its energy in the middle band (these: {_percent(v['low'])} low, {_percent(v['middle'])} middle, {_percent(v['high'])} high)."
    ),
    "explain.images.filters_chance": lambda v: (
        f"The filters of {v['layer']} look like chance: {_percent(v['low'])} of their energy is at low, {_percent(v['middle'])} at middle and {_percent(v['high'])} at high frequencies, as noise would have. So few or so little trained weights cannot be told from it."
    ),
    "explain.images.filters_missing": lambda v: (
        f"The middle is missing, as Zeiler and Fergus found in AlexNet: of the energy of {v['layer']}'s filters {_percent(v['low'])} is at low and {_percent(v['high'])} at high frequencies, and only {_percent(v['middle'])} between them (chance would give {_percent(v['chance'])})."
    ),
    "explain.images.filters_middle": lambda v: (
        f"The middle is there, other than in the AlexNet of Zeiler and Fergus: of the energy of {v['layer']}'s filters {_percent(v['low'])} is at low, {_percent(v['middle'])} at middle and {_percent(v['high'])} at high frequencies (chance would give {_percent(v['chance'])} in the middle)."
    ),
    "explain.images.filters_kept": "Nothing is aliased: {layer} looks at every pixel (stride 1), so no frequency is lost.",
    "explain.images.filters_aliased": lambda v: (
        f"The stride of {v['stride']} of {v['layer']} can only keep waves of more than {v['pixels']} pixels: {_percent(v['share'])} of the filters' energy is faster and comes out as false slow waves (aliasing). "
        + (
            f"With a stride of {v['slower']}, as ZFNet took in place of AlexNet's 4, it would be {_percent(v['there'])}."
            if v["slower"] == 2
            else "With a stride of 1 nothing would be."
        )
    ),
    "explain.images.filters_beside": _beside,
    "explain.images.filters_size": "size",
    "explain.images.filters_stride": "stride",
    "explain.images.filters_read": "Low, middle and high are thirds of the way to the fastest wave that pixels can hold (half a cycle a pixel). Of three channels a filter is shown in its colours around grey, else blue is above 0 and orange below.",
    "explain.images.invariance_title": "Shifted, turned, scaled",
    "explain.images.moved_alt.shift": "What becomes of the answer and of the maps as the image is shifted",
    "explain.images.moved_alt.turn": "What becomes of the answer and of the maps as the image is turned",
    "explain.images.moved_alt.scale": "What becomes of the answer and of the maps as the image is scaled",
    "explain.images.amount.shift": "shifted to the right by pixels",
    "explain.images.amount.turn": "turned by degrees",
    "explain.images.amount.scale": "scaled by",
    "explain.images.answer_change": "mean change of the answer, in its unit",
    "explain.images.answer_kept": "rows that keep their answer",
    "explain.images.maps_change": "change of the maps: |moved - before| / |before|",
    "explain.images.before": "before {layer}",
    "explain.images.output": "the network's output",
    "explain.images.after": "after {layer}",
    "explain.images.pooling_takes": lambda v: (
        f"Pooling is said to make a network invariant. Here a pooling takes away {_taken(v['shift'])} of the change of its maps when the image is shifted, {_taken(v['turn'])} when it is turned and {_taken(v['scale'])} when it is scaled: {_verdict(max(v['shift'], v['turn'], v['scale']))}."
    ),
    "explain.images.no_pooling": "Nothing in the network pools its maps; what follows is what its layers do as they are.",
    "explain.images.moved_class": lambda v: (
        f"{_movement(v)}: {_percent(v['kept'])} of the {v['rows']} rows keep their answer, while {_changed(v)} of {'their' if v['layer'] else 'its'} size."
    ),
    "explain.images.moved_number": lambda v: (
        f"{_movement(v)}: the answer moves by {v['kept']:.3g} in its unit (mean of {v['rows']} rows), while {_changed(v)} of {'their' if v['layer'] else 'its'} size."
    ),
    "explain.images.one_answer": "All {rows} rows are answered alike even as they are: that the answer is kept says nothing here.",
    "explain.images.invariance_read": "0 % would be maps that do not notice the move; two unrelated maps are about 140 % apart. What comes in at the edge repeats the image's edge.",
    "explain.images.why_title": "Why this answer",
    "explain.images.why_alt": "What in {row} speaks for the answer {answer}: gradient, integrated gradients, Grad-CAM, occlusion",
    "explain.images.image": "the image",
    "explain.images.method.gradient": "gradient",
    "explain.images.method.integrated": "integrated gradients",
    "explain.images.method.grad_cam": "Grad-CAM",
    "explain.images.method.occlusion": "occlusion",
    "explain.images.change": "check: {change:.2f}",
    "explain.images.empty": "empty: nothing here",
    "explain.images.residual": lambda v: f"residual {_percent(v['share'])}",
    "explain.images.at_layer": "at {layer}",
    "explain.images.window": "window {window} x {window}",
    "explain.images.speaks_for": "speaks for the answer",
    "explain.images.speaks_against": "speaks against it",
    "explain.images.place.upper_left": "in the upper left",
    "explain.images.place.top": "at the top",
    "explain.images.place.upper_right": "in the upper right",
    "explain.images.place.left": "at the left",
    "explain.images.place.middle": "in the middle",
    "explain.images.place.right": "at the right",
    "explain.images.place.lower_left": "in the lower left",
    "explain.images.place.bottom": "at the bottom",
    "explain.images.place.lower_right": "in the lower right",
    "explain.images.hidden": "{row}, answered {answer}: what counts most lies {place}. Covering it lowers the network's number for this answer by {fall}, from {value}.",
    "explain.images.nothing_hidden": "{row}, answered {answer}: no single window carries the answer; whatever is covered, the network's number for it ({value}) falls by less than 1 %.",
    "explain.images.adds_up": lambda v: (
        f"The integrated gradients add up to f(image) - f(mean image), as they must: the residual is at most {_percent(v['worst'])}."
        if v["worst"] < 0.01
        else f"The integrated gradients should add up to f(image) - f(mean image); here they miss it by up to {_percent(v['worst'])}, so take them with care."
    ),
    "explain.images.changed": "All of these pictures depend on what was learned: with the weights shuffled each is another one (check at least {least:.2f} of 1 on average).",
    "explain.images.unchanged": "Not all of these pictures tell of what was learned: with the weights shuffled they hardly change: {names}. Such a picture shows edges of the image more than reasons of the network.",
    "explain.images.why_read": "The gradient has no sign here: where a small change of the pixel changes the answer most. check: 1 - rank correlation with the same picture under shuffled weights, 0 is the same picture. Covered windows are filled with the mean colour.",
    "explain.images.field_title": "What a unit sees",
    "explain.images.field_alt": "Receptive fields of the middle units of {stages}, drawn on {row}",
    "explain.images.box": "sees {height} x {width}",
    "explain.images.head.unit": "unit",
    "explain.images.head.sees": "sees",
    "explain.images.head.effective": "90 % from",
    "explain.images.field_share": lambda v: (
        f"A unit of {v['layer']} can see {v['size']} of the {v['image']} pixels, but 90 % of what moves it comes from {_percent(v['share'])} of them: "
        + (
            "it looks at far less than it could."
            if v["share"] < 0.5
            else "it looks at less than it could."
            if v["share"] < 0.75
            else "it uses nearly all that it can see."
        )
    ),
    "explain.images.field_dead": "The middle unit of {layer} can see {size} of the {image} pixels, but nothing in these images moves it.",
    "explain.images.field_grows": "The field grows from {size} pixels at {first} to {large} at {last}.",
    "explain.images.field_read": lambda v: (
        f"Orange: the theoretical field of the {'middle ' if v['middle'] else ''}unit. Blue: how much each pixel moves it, the mean gradient over {many(v['rows'], 'image')} (the root of it, so that faint edges are seen)."
    ),
    "explain.images.deconvnet_title": "What excites the maps most",
    "explain.images.deconvnet_alt": "The nine strongest patches of some maps of {layer}, beside their projections",
    "explain.images.patches_left": "projected back",
    "explain.images.patches_right": "the patches themselves",
    "explain.images.map_number": "{layer}, map {channel}",
    "explain.images.deconvnet_classes": lambda v: (
        f"The nine strongest patches of a map come on average from {v['many']:.1f} classes in {v['first']} and from {v['few']:.1f} in {v['last']} (nine images by chance: {v['chance']:.1f}): "
        + (
            "deeper maps are more particular about what they see."
            if v["few"] < v["many"] - 0.5
            else "deeper maps are hardly more particular about the class than the first."
        )
    ),
    "explain.images.deconvnet_read": "The strongest maps of each stage with the nine patches that excite them most among {rows} images of the {part}; beside each what of it did so: the map's strongest unit alone, sent back through switches, rectifiers and transposed filters.",
    "explain.images.deconvnet_read_one": "Map {channel} of {layer} with the nine patches that excite it most among {rows} images of the {part}; beside each what of it did so: the map's strongest unit alone, sent back through switches, rectifiers and transposed filters.",
    "explain.images.deconvnet_unmoved": "Nothing in {rows} images of the {part} excites map {channel} of {layer}, so there are no strongest patches.",
    "explain.images.deconvnet_rows": lambda v: (
        f"Map {v['channel']} of {v['layer']}, {'the unit that was asked for' if v['given'] else 'its strongest unit'}: "
        + "; ".join(f"in {name} at ({i}, {j}), {value}" for name, (i, j), value in v["units"])
        + "."
    ),
    "explain.images.deconvnet_rows_alt": "Map {channel} of {layer} projected back in the rows that are looked at, beside what it saw there",
    "explain.images.deconvnet_no_switches": "There is no max pooling before {layer}, so there are no switches: what comes back is the pattern of the map itself, the same for each of the nine.",
    "explain.images.deconvnet_ends": "Deeper it cannot go. {reason}",
    "explain.images.part.train": "training part",
    "explain.images.part.validation": "validation part",
    "explain.images.part.test": "test part",
    "explain.images.part.rows": "rows looked at (the run's own data is not at hand)",
}
