"""Random specs that are valid by construction, for rules that hold for every spec.

The same seed gives the same texts. Sizes are small, so that Keras builds hundreds in a minute.
Nothing here needs data: no `auto`, no `table`, no `norm`, no choices.
"""

import random
from itertools import islice
from math import prod

from densemodel.language import ACTIVATIONS, LAYERS
from support.language.random_clauses import RandomClauses
from support.language.random_words import options_text

SHARES_A_SUM = ("softmax", "log_softmax", "sparsemax")
"Over one unit they always give the same, so the language refuses them there."


def random_specs(count, seed=0):
    """So many texts of specs."""
    return list(islice(spec_texts(seed), count))


def spec_texts(seed=0):
    """Texts of specs without end."""
    rng = random.Random(seed)  # noqa: S311 - tests that can be repeated
    while True:
        yield random_spec(rng)


def random_spec(rng):
    """The text of one spec on one line."""
    network = RandomNetwork(rng)
    text = network.text
    clauses = RandomClauses(rng, network.kind, may_be_identity=not network.has_kernels).texts()
    name = f"net_{rng.randint(1, 9)}: " if rng.random() < 0.1 else ""
    return name + " ; ".join([text, *clauses])


class RandomNetwork:
    """A network written from its input on; the shape is kept, so that each word fits."""

    def __init__(self, rng):
        self._rng = rng
        self.has_kernels = False
        self.kind = ""
        self._stages = []
        self._open_channels = 0  # of an image that only the next Dense layer will flatten
        self._shape = self._input()
        self.text = self._arrow().join([self._sizes(self._shape), *self._all_stages()])

    def _is_drawn(self, share):
        return self._rng.random() < share

    def _arrow(self):
        return self._rng.choice((" -> ", " -> ", " -> ", "->", " → "))

    def _sizes(self, shape):
        return self._rng.choice(("x", "x", "x", "\N{MULTIPLICATION SIGN}")).join(
            str(size) for size in shape
        )

    def _input(self):
        rng = self._rng
        side = (rng.randint(5, 12), rng.randint(5, 12))
        return rng.choice(((rng.randint(1, 12),), (48,), side, (*side, rng.randint(1, 3))))

    def _all_stages(self):
        stages = []
        if self._is_drawn(0.2):
            stages.append(f"scale /{self._rng.choice(('255', '2', '10', '0.5', '3'))}")
        if self._shape == (48,) and self._is_drawn(0.7):
            self._shape = self._rng.choice(((4, 4, 3), (8, 6, 1), (4, 12, 1)))
            stages.append(f"reshape {self._sizes(self._shape)}")
        if len(self._shape) > 1:
            stages += self._image_stages()
        stages += [self._dense_part() for _ in range(self._rng.randint(0, 3))]
        return [*stages, self._head()]

    # ------------------------------------------------------------------ stages that take images

    def _image_stages(self):
        if len(self._shape) == 2 and self._is_drawn(0.4):
            return self._to_vector()
        stages = [self._augmentation()] if self._is_drawn(0.2) else []
        stages += [self._image_part() for _ in range(self._rng.randint(1, 4))]
        return stages + self._to_vector()

    def _augmentation(self):
        if len(self._shape) == 2:
            self._shape = (*self._shape, 1)
        word = self._rng.choice([one for one, entry in LAYERS.items() if entry.is_augmentation])
        return self._rng.choice(("flip", "flip both")) if word == "flip" else f"{word} 20%"

    def _image_part(self):
        if len(self._shape) == 2:  # the axis of channels is put in
            self._shape = (*self._shape, 1)
            return self._conv(keeps_size=False)
        if self._is_drawn(0.2):
            count = self._rng.randint(2, 4)
            inner = [self._conv(keeps_size=True) for _ in range(self._rng.randint(1, 2))]
            return f"{count}*({self._arrow().join(inner)})"
        if self._is_drawn(0.35):
            return self._pool()
        if self._is_drawn(0.15):
            return self._follower(spatial=True)
        return self._conv(keeps_size=False)

    def _conv(self, *, keeps_size):
        rng = self._rng
        self.has_kernels = True
        word = rng.choice(("conv", "conv", "sepconv"))
        filters = rng.randint(1, 6)
        height, width, _ = self._shape
        text = f"{word} {filters}"
        kernel, stride, padding = (3, 3), 1, "same"
        if self._is_drawn(0.6):
            kernel, size_text = self._kernel(height, width)
            text += size_text
        if not keeps_size and self._is_drawn(0.3):
            # Keras's depthwise step takes any stride, as long as both axes have the same
            stride = rng.randint(1, 3)
            text += f"/{stride}"
        if not keeps_size and self._is_drawn(0.4):
            padding = "same"
            if kernel[0] <= height and kernel[1] <= width:
                padding = rng.choice(("same", "valid"))
            text += f" {padding}"
        self._shape = (*self._slide(kernel, stride, padding), filters)
        return text + self._linear_options() + self._followers(spatial=True)

    def _kernel(self, height, width):
        high, wide = self._rng.randint(1, min(4, height)), self._rng.randint(1, min(4, width))
        if self._is_drawn(0.3):
            side = min(high, wide)
            return (side, side), f" {side}"
        return (high, wide), f" {high}x{wide}"

    def _slide(self, kernel, stride, padding):
        """The size after a window went over an image."""
        height, width = (
            -(-size // stride) if padding == "same" else (size - side) // stride + 1
            for size, side in zip(self._shape[:2], kernel, strict=True)
        )
        return height, width

    def _pool(self):
        height, width, channels = self._shape
        if min(height, width) < 2:
            return self._follower(spatial=True)
        text = self._rng.choice(("max", "avg"))
        kernel, stride, padding = (2, 2), 2, "valid"
        if self._is_drawn(0.6):
            kernel, size_text = self._kernel(height, width)
            text += size_text
            # without a stride of its own each window begins where the last one ended
            stride = 0
        if self._is_drawn(0.3) or (not stride and kernel[0] != kernel[1]):
            stride = self._rng.randint(1, 3)
            text += f"/{stride}"
        if self._is_drawn(0.3):
            padding = self._rng.choice(("same", "valid"))
            text += f" {padding}"
        self._shape = (*self._slide(kernel, stride or kernel[0], padding), channels)
        return text

    def _to_vector(self):
        """To one axis, by a word or by the Flatten that is put in."""
        shape = self._shape
        way = self._rng.choice(("", "flatten", "gavg", "gmax"))
        if way in ("gavg", "gmax") and len(shape) == 3:
            self._shape = shape[-1:]
            return [way]
        self._shape = (prod(shape),)
        if way == "flatten":
            return ["flatten"]
        self._open_channels = shape[-1]
        return []

    # ------------------------------------------------------------------- stages that take vectors

    def _dense_part(self):
        if self._is_drawn(0.2):
            inner = [self._dense() for _ in range(self._rng.randint(1, 2))]
            text = f"{self._rng.randint(2, 4)}*({self._arrow().join(inner)})"
            return text if len(inner) > 1 or self._is_drawn(0.5) else text.replace("*(", "*")[:-1]
        return self._follower(spatial=False) if self._is_drawn(0.15) else self._dense()

    def _dense(self):
        units = self._rng.randint(1, 9)
        self._shape = (units,)
        self._open_channels = 0
        return f"{units}{self._linear_options()}{self._followers(spatial=False)}"

    def _head(self):
        kinds = {"classes": "softmax", "binary": "sigmoid", "labels": "sigmoid", "regression": ""}
        self.kind = self._rng.choice(list(kinds))
        units = 1 if self.kind in ("binary", "regression") else self._rng.randint(2, 5)
        last = kinds[self.kind]
        if self.kind == "classes" and self._is_drawn(0.3):
            last = ""
        return f"{units}{self._linear_options()} {last}".rstrip()

    # -------------------------------------------------------------------- what follows in a stage

    def _followers(self, *, spatial):
        count = self._rng.choice((0, 1, 1, 1, 2, 3))
        return "".join(f" {self._follower(spatial=spatial)}" for _ in range(count))

    def _follower(self, *, spatial):
        rng = self._rng
        if self._is_drawn(0.6):
            return self._activation()
        words = ["bn", "ln", "drop", "noise", *(["sdrop"] if spatial else [])]
        word = rng.choice(words)
        if word in ("drop", "sdrop"):
            return f"{word} {rng.choice(('0.2', '.5', '25%', '0', '0.125'))}"
        if word == "noise":
            return f"noise {rng.choice(('0.1', '1e-2', '1'))}"
        return word + options_text(rng, LAYERS[word].options, share=0.4)

    def _activation(self):
        units = self._open_channels or self._shape[-1]
        words = [word for word in ACTIVATIONS if units > 1 or word not in SHARES_A_SUM]
        word = self._rng.choice(("relu", "tanh", "elu", "leaky_relu", self._rng.choice(words)))
        activation = ACTIVATIONS[word]
        if activation.layer is None:
            return word
        return word + options_text(self._rng, activation.options, share=0.3)

    def _linear_options(self):
        options = LAYERS["dense"].options
        return options_text(
            self._rng, options, share=0.15, may_be_identity=not len(self._shape) > 1
        )
